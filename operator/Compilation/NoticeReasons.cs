namespace K8sRouter.Operator.Compilation;

/// <summary>Reasons of notices beyond those of conditions.</summary>
internal static class NoticeReasons
{
    /// <summary>The resource is valid; this version can't do it yet, and did the safe thing instead.</summary>
    public const string UnsupportedByThisVersion = "UnsupportedByThisVersion";

    /// <summary>The place isn't declared to lie in the workspace's region.</summary>
    public const string OutsideRegion = "OutsideRegion";

    /// <summary>An API key is too short to be safe.</summary>
    public const string WeakKey = "WeakKey";

    /// <summary>A name that no resource bears.</summary>
    public const string NotFound = "NotFound";

    /// <summary>A Secret's value isn't a credential that the store takes.</summary>
    public const string BadCredential = "BadCredential";

    /// <summary>Logging is required and switched off: calls are refused.</summary>
    public const string LoggingOff = "LoggingOff";

    /// <summary>Content may be used and no store for it is named.</summary>
    public const string NoStore = "NoStore";

    /// <summary>One store is named for two uses whose objects would have the same names.</summary>
    public const string SharedStore = "SharedStore";
}
