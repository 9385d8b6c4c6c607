namespace K8sRouter.Sidecar.Catalog;

/// <summary>Percentiles of what this process measured.</summary>
internal readonly record struct PercentileStats(double P50, double P75, double P90, double P99)
{
    public bool IsFinite => double.IsFinite(P50) && double.IsFinite(P75) && double.IsFinite(P90) && double.IsFinite(P99);
}
