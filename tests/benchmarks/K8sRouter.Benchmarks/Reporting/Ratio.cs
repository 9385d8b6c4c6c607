using System.Globalization;
using K8sRouter.Benchmarks.Measuring;

namespace K8sRouter.Benchmarks.Reporting;

/// <summary>A ratio (or difference) taken within each round: the median, and the least and greatest beside it.</summary>
internal sealed record Ratio(double Median, double Least, double Greatest)
{
    /// <summary>Pairs the rounds of two variants; null where one of them has none.</summary>
    public static Ratio? Of(
        BenchmarkResults results,
        string workload,
        string left,
        string right,
        Func<Block,
        double?> value,
        Func<double,
        double,
        double> combine)
    {
        var pairs =
            from a in results.Blocks.Where(block => block.Workload == workload && block.Variant == left)
            join b in results.Blocks.Where(block => block.Workload == workload && block.Variant == right)
                on a.Round equals b.Round
            let x = value(a)
            let y = value(b)
            where x is not null && y is not null
            select combine(x.Value, y.Value);
        var values = pairs.Order().ToList();
        return values.Count == 0 ? null : new Ratio(Statistics.Median(values), values[0], values[^1]);
    }

    public string Times => string.Create(CultureInfo.InvariantCulture, $"{Median:F2} x [{Least:F2} to {Greatest:F2}]");

    public string Microseconds => string.Create(CultureInfo.InvariantCulture, $"{Median:F0} us [{Least:F0} to {Greatest:F0}]");
}
