namespace K8sRouter.Core.Destinations;

/// <summary>Why a destination doesn't take a trace: a closed set, also the label of a metric.</summary>
public static class DestinationRefusals
{
    /// <summary>It is switched off.</summary>
    public const string Disabled = "disabled";

    /// <summary>It doesn't take traces of the workspace's region.</summary>
    public const string Region = "region";

    /// <summary>It takes traces of other API keys alone.</summary>
    public const string ApiKey = "api_key";

    /// <summary>The trace isn't in its sample.</summary>
    public const string Sampling = "sampling";

    /// <summary>Its filter rules exclude the trace.</summary>
    public const string Filter = "filter";
}
