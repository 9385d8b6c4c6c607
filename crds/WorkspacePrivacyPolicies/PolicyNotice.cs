using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>Something that was asked for and isn't done, or not as asked.</summary>
public sealed record PolicyNotice
{
    /// <summary>One CamelCase word. Example: <c>SecretNotFound</c>.</summary>
    [Text(MinLength = 1, MaxLength = 100)]
    public required string Reason { get; init; }

    /// <summary>The object that asked. Example: <c>ObservabilityDestination team-a/langfuse</c>.</summary>
    [Text(MinLength = 1, MaxLength = 1024)]
    public required string Subject { get; init; }

    /// <summary>What isn't done, and what to do about it.</summary>
    [Text(MaxLength = 2048)]
    public required string Message { get; init; }
}
