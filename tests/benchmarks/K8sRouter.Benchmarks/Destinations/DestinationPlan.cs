namespace K8sRouter.Benchmarks.Destinations;

/// <summary>How long and how often is measured, and with what.</summary>
internal sealed record DestinationPlan
{
    public required int Rounds { get; init; }

    /// <summary>How long a variant is loaded in each round.</summary>
    public required TimeSpan Block { get; init; }

    /// <summary>Generations that wait when a destination is drained to.</summary>
    public required int Backlog { get; init; }

    public required string Sidecar { get; init; }

    public required string Operator { get; init; }

    /// <summary>Resources with one destination, whose documents stand last.</summary>
    public required string Manifests { get; init; }
}
