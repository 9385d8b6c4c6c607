namespace K8sRouter.Sidecar.Routing;

/// <summary>A bound at one or more percentiles; a plain number is the 50th.</summary>
internal sealed record PercentileBound
{
    public double? P50 { get; init; }

    public double? P75 { get; init; }

    public double? P90 { get; init; }

    public double? P99 { get; init; }
}
