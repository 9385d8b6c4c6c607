using System.Diagnostics;

namespace K8sRouter.Benchmarks.Load;

/// <summary>A closed loop: each of a fixed number of connections sends its next request when its answer is complete.</summary>
internal static class LoadLoop
{
    public static async Task<LoadResult> RunAsync(LoadOrder order, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(0, order.Concurrency).Select(_ => WorkAsync(order, started, cancellation)).ToList();
        var results = await Task.WhenAll(workers);
        return new LoadResult
        {
            Elapsed = Stopwatch.GetElapsedTime(started),
            Microseconds = [.. results.SelectMany(result => result.Microseconds)],
            ChunkMicroseconds = [.. results.SelectMany(result => result.ChunkMicroseconds)],
        };
    }

    private static async Task<LoadResult> WorkAsync(LoadOrder order, long started, CancellationToken cancellation)
    {
        List<double> latencies = [];
        List<double> chunks = [];
        var check = order.Check(order.TimesChunks ? chunks : null);
        using var connection = await HttpConnection.ConnectAsync(order.Port, cancellation);
        while (Stopwatch.GetElapsedTime(started) < order.Duration)
        {
            var sent = Stopwatch.GetTimestamp();
            if (await connection.ExchangeAsync(order.Request, check, cancellation) is { } wrong)
                throw new InvalidDataException($"an answer is wrong, the run is void: {wrong}");
            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
        }
        return new LoadResult { Elapsed = order.Duration, Microseconds = latencies, ChunkMicroseconds = chunks };
    }
}
