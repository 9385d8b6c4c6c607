namespace K8sRouter.Core.Generations;

/// <summary>How a generation ended: a closed set.</summary>
public static class GenerationOutcomes
{
    /// <summary>The provider finished and the caller got everything.</summary>
    public const string Completed = "completed";

    /// <summary>The caller went away.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>No provider answered, or the one that did failed in mid-stream.</summary>
    public const string Failed = "failed";

    /// <summary>The sidecar ended while the call was running; found at its next start.</summary>
    public const string RouterCrashed = "router_crashed";
}
