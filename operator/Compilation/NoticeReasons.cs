namespace K8sRouter.Operator.Compilation;

/// <summary>Reasons of notices beyond those of conditions.</summary>
internal static class NoticeReasons
{
    /// <summary>The resource is valid; this version can't do it yet, and did the safe thing instead.</summary>
    public const string UnsupportedByThisVersion = "UnsupportedByThisVersion";

    /// <summary>A name that no resource bears.</summary>
    public const string NotFound = "NotFound";

    /// <summary>Logging is required and switched off: calls are refused.</summary>
    public const string LoggingOff = "LoggingOff";

    /// <summary>One store is named for two uses whose objects would have the same names.</summary>
    public const string SharedStore = "SharedStore";

    /// <summary>The annotation's workspace id is no UUID, or another namespace's.</summary>
    public const string WorkspaceIdRefused = "WorkspaceIdRefused";
}
