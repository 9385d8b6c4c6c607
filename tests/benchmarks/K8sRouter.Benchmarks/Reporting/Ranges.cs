using System.Globalization;
using K8sRouter.Benchmarks.Measuring;

namespace K8sRouter.Benchmarks.Reporting;

/// <summary>A median with the least and the greatest beside it.</summary>
internal static class Ranges
{
    public static string Text(IEnumerable<double> values, string format)
    {
        double[] ordered = [.. values.Order()];
        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Number(Statistics.Median(ordered))} ({Number(ordered[0])}-{Number(ordered[^1])})";
    }
}
