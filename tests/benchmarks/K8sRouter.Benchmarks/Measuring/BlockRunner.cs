using K8sRouter.Benchmarks.Load;
using K8sRouter.Benchmarks.Upstream;
using K8sRouter.Benchmarks.Variants;

namespace K8sRouter.Benchmarks.Measuring;

/// <summary>Runs one block: a sequential part for latency, a loaded part for CPU and throughput.</summary>
internal static class BlockRunner
{
    public static async Task<Block> RunAsync(
        Variant variant, Workload workload, int round, Plan plan, CancellationToken cancellation)
    {
        var request = variant.RequestFor(workload);
        var order = new LoadOrder(variant.Port, request, workload.Check, plan.Concurrency, plan.Loaded, workload.TimesChunks);
        // Under timed chunks the load is low throughout: there is nothing to gain from a sequential part.
        var sequential = workload.TimesChunks
            ? null
            : await LoadLoop.RunAsync(order with { Concurrency = 1, Duration = plan.Sequential }, cancellation);
        var cpuBefore = variant.Process is { } process ? ProcFs.CpuMicroseconds(process.Id) : 0;
        var loaded = await LoadLoop.RunAsync(order, cancellation);
        var cpu = variant.Process is { } measured
            ? (ProcFs.CpuMicroseconds(measured.Id) - cpuBefore) / loaded.Microseconds.Count
            : (double?)null;

        var latencies = (sequential ?? loaded).Microseconds.Order().ToList();
        var requests = loaded.Microseconds.Count + (sequential?.Microseconds.Count ?? 0);
        variant.Requests += requests;
        return new Block
        {
            Variant = variant.Name,
            Workload = workload.Name,
            Round = round,
            CpuMicroseconds = cpu,
            RequestsPerSecond = loaded.Microseconds.Count / loaded.Elapsed.TotalSeconds,
            P50 = Statistics.Percentile(latencies, 0.5),
            P99 = Statistics.Percentile(latencies, 0.99),
            ResidentMegabytes = variant.Process is { } resident ? ProcFs.ResidentMegabytes(resident.Id) : null,
            Chunks = workload.TimesChunks ? Delays(loaded.ChunkMicroseconds) : null,
            Requests = requests,
        };
    }

    private static ChunkDelays Delays(IReadOnlyList<double> microseconds)
    {
        var ordered = microseconds.Order().ToList();
        var late = ordered.Count(delay => delay >= UpstreamServer.Gap.TotalMicroseconds);
        return new ChunkDelays(
            Statistics.Percentile(ordered, 0.5), Statistics.Percentile(ordered, 0.99), ordered[^1], (double)late / ordered.Count);
    }
}
