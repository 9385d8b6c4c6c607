namespace K8sRouter.Core.Generations;

/// <summary>Milliseconds from the arrival of the request; null: not reached.</summary>
public sealed record GenerationTimings
{
    /// <summary>When the serving attempt was sent: the router's own share.</summary>
    public double? ProviderRequest { get; init; }

    /// <summary>When the serving provider's headers arrived.</summary>
    public double? ProviderHeaders { get; init; }

    /// <summary>When the first token of text, reasoning or a tool call arrived (streams).</summary>
    public double? FirstToken { get; init; }

    /// <summary>When the provider's body, or its terminal event, had arrived.</summary>
    public double? ProviderBodyEnd { get; init; }

    /// <summary>When the generation was recorded.</summary>
    public double? End { get; init; }
}
