namespace K8sRouter.Benchmarks.Measuring;

/// <summary>Order statistics.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values) => Percentile([.. values.Order()], 0.5);

    /// <summary>Nearest rank; the values are in order.</summary>
    public static double Percentile(IReadOnlyList<double> ordered, double share) =>
        ordered.Count == 0 ? double.NaN : ordered[Math.Clamp((int)Math.Ceiling(share * ordered.Count) - 1, 0, ordered.Count - 1)];
}
