using System.Globalization;
using K8sRouter.Benchmarks.Measuring;

namespace K8sRouter.Benchmarks.Reporting;

/// <summary>What the sidecar is meant to reach, and whether it did.</summary>
internal static class Reach
{
    private const double WholeCpu = 1.5;
    private const double StreamCpu = 1.4;
    private const double AddedMicroseconds = 200;
    private const double IdleMemory = 1.25;

    /// <summary>More chunks than this, and than twice bare YARP's share, after the next was due: they are held back.</summary>
    private const double HeldBackShare = 0.001;

    private const string Sidecar = "sidecar";
    private const string BareYarp = "bare-yarp";
    private const string Direct = "direct";

    public static Table Judge(BenchmarkResults results)
    {
        var table = new Table("reach", "measured", "at most", "");
        Cpu(table, results, "whole-1KB", WholeCpu);
        Cpu(table, results, "prompt-100KB", WholeCpu);
        Cpu(table, results, "stream-200", StreamCpu);
        Added(table, results, "whole-1KB", Direct);
        Added(table, results, "whole-1KB", BareYarp);
        Memory(table, results);
        HeldBack(table, results);
        return table;
    }

    private static void Cpu(Table table, BenchmarkResults results, string workload, double most)
    {
        var found = Ratio.Of(results, workload, Sidecar, BareYarp, block => block.CpuMicroseconds, (left, right) => left / right);
        if (found is { } ratio)
            table.Add($"CPU, {workload}, sidecar / bare YARP", ratio.Times, Text(most, "x"), Verdict(ratio.Median <= most));
    }

    private static void Added(Table table, BenchmarkResults results, string workload, string to)
    {
        if (Ratio.Of(results, workload, Sidecar, to, block => block.P50, (left, right) => left - right) is { } added)
            table.Add(
                $"p50, {workload}, added to {to}",
                added.Microseconds,
                Text(AddedMicroseconds, "us"),
                Verdict(added.Median < AddedMicroseconds));
    }

    private static void Memory(Table table, BenchmarkResults results)
    {
        var idle = results.IdleMegabytes;
        if (!idle.TryGetValue(Sidecar, out var sidecar) || !idle.TryGetValue(BareYarp, out var bare))
            return;
        table.Add(
            "RSS idle, sidecar / bare YARP",
            Text(sidecar / bare, "x"),
            Text(IdleMemory, "x"),
            Verdict(sidecar / bare <= IdleMemory));
    }

    private static void HeldBack(Table table, BenchmarkResults results)
    {
        if (Share(results, Sidecar) is not { } sidecar || Share(results, BareYarp) is not { } bare)
            return;
        var most = Math.Max(HeldBackShare, 2 * bare);
        table.Add(
            "chunks after the next was due",
            sidecar.ToString("P2", CultureInfo.InvariantCulture),
            most.ToString("P2", CultureInfo.InvariantCulture),
            Verdict(sidecar <= most));
    }

    private static double? Share(BenchmarkResults results, string variant)
    {
        var blocks = results.Blocks.Where(block => block.Variant == variant);
        var shares = blocks.Select(block => block.Chunks?.HeldBack).OfType<double>().ToList();
        return shares.Count == 0 ? null : Statistics.Median(shares);
    }

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {unit}");

    private static string Verdict(bool reached) => reached ? "PASS" : "OVER";
}
