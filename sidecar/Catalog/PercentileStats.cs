namespace K8sRouter.Sidecar.Catalog;

/// <summary>Percentiles of what this process measured.</summary>
internal readonly record struct PercentileStats(double P50, double P75, double P90, double P99);
