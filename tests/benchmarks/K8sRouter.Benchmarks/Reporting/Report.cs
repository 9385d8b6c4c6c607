using System.Globalization;
using K8sRouter.Benchmarks.Load;
using K8sRouter.Benchmarks.Measuring;

namespace K8sRouter.Benchmarks.Reporting;

/// <summary>What is printed: medians, then ratios within rounds, then the reach.</summary>
internal static class Report
{
    public static void Write(TextWriter writer, BenchmarkResults results)
    {
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\n{results.Cores} cores, {results.Plan.Rounds} rounds, {results.Plan.Concurrency} connections, {results.StolenShare:P1} stolen\n"));
        Medians(results).Write(writer);
        Processes(results).Write(writer);
        Ratios(results).Write(writer);
        Chunks(results).Write(writer);
        if (results.Requests.ContainsKey("sidecar"))
            Reach.Judge(results).Write(writer);
        foreach (var remark in results.Remarks)
            writer.WriteLine($"note: {remark}");
        foreach (var fault in results.Faults)
            writer.WriteLine($"VOID: {fault}");
    }

    private static Table Medians(BenchmarkResults results)
    {
        var table = new Table("workload, variant", "CPU us/request", "requests/s", "p50 us", "p99 us", "RSS MB");
        foreach (var group in Groups(results, timed: false))
        {
            table.Add(
                $"{group.Key.Workload} {group.Key.Variant}",
                Number(group.Select(block => block.CpuMicroseconds)),
                Number(group.Select(block => (double?)block.RequestsPerSecond)),
                Number(group.Select(block => (double?)block.P50)),
                Number(group.Select(block => (double?)block.P99)),
                Number(group.Select(block => block.ResidentMegabytes)));
        }
        return table;
    }

    private static Table Processes(BenchmarkResults results)
    {
        var table = new Table("process", "RSS idle MB", "RSS loaded MB", "start to ready ms", "requests");
        foreach (var (variant, idle) in results.IdleMegabytes)
        {
            var loaded = results.Blocks.Where(block => block.Variant == variant).Max(block => block.ResidentMegabytes);
            table.Add(
                variant,
                Number([idle]),
                Number([loaded]),
                Number([results.ReadyMilliseconds[variant]]),
                results.Requests[variant].ToString(CultureInfo.InvariantCulture));
        }
        return table;
    }

    private static Table Ratios(BenchmarkResults results)
    {
        var table = new Table("within rounds: median [least to greatest]", "CPU", "requests/s", "p50 added", "p99 added");
        (string Left, string Right)[] pairs =
        [
            ("sidecar", "bare-yarp"), ("sidecar", "nginx"), ("sidecar", "direct"),
            ("sidecar-aot", "sidecar"), ("sidecar-aot", "bare-yarp"),
            ("bare-yarp", "nginx"), ("bare-yarp", "direct"), ("nginx", "direct"),
        ];
        foreach (var workload in Workload.All.Where(workload => !workload.TimesChunks).Select(workload => workload.Name))
        {
            foreach (var (left, right) in pairs)
            {
                if (Ratio.Of(results, workload, left, right, block => block.P50, Minus) is not { } p50)
                    continue;
                table.Add(
                    $"{workload} {left} / {right}",
                    Ratio.Of(results, workload, left, right, block => block.CpuMicroseconds, Over)?.Times ?? "",
                    Ratio.Of(results, workload, left, right, block => block.RequestsPerSecond, Over)!.Times,
                    p50.Microseconds,
                    Ratio.Of(results, workload, left, right, block => block.P99, Minus)!.Microseconds);
            }
        }
        return table;
    }

    private static Table Chunks(BenchmarkResults results)
    {
        var table = new Table("chunk every 5 ms: time on the way", "p50 us", "p99 us", "longest us", "after the next was due");
        foreach (var group in Groups(results, timed: true))
        {
            table.Add(
                group.Key.Variant,
                Number(group.Select(block => block.Chunks?.P50)),
                Number(group.Select(block => block.Chunks?.P99)),
                Number(group.Select(block => block.Chunks?.Longest)),
                Statistics.Median(group.Select(block => block.Chunks!.HeldBack)).ToString("P2", CultureInfo.InvariantCulture));
        }
        return table;
    }

    private static IEnumerable<IGrouping<(string Workload, string Variant), Block>> Groups(BenchmarkResults results, bool timed)
    {
        var variants = results.Requests.Keys.ToList();
        return Workload.All.Where(workload => workload.TimesChunks == timed)
            .SelectMany(workload => variants.Select(variant => (Workload: workload.Name, Variant: variant)))
            .SelectMany(key => results.Blocks.Where(block => block.Workload == key.Workload && block.Variant == key.Variant))
            .GroupBy(block => (block.Workload, block.Variant));
    }

    private static string Number(IEnumerable<double?> values)
    {
        var known = values.OfType<double>().ToList();
        return known.Count == 0 ? "-" : Statistics.Median(known).ToString("N0", CultureInfo.InvariantCulture);
    }

    private static double Over(double left, double right) => left / right;

    private static double Minus(double left, double right) => left - right;
}
