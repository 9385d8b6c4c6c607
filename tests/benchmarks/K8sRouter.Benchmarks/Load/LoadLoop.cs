using System.Diagnostics;

namespace K8sRouter.Benchmarks.Load;

/// <summary>A closed loop: each of a fixed number of connections sends its next request when its answer is complete.</summary>
internal static class LoadLoop
{
    public static async Task<LoadResult> RunAsync(
        int port, ReadOnlyMemory<byte> request, Func<List<double>?, IResponseCheck> check, int concurrency, TimeSpan duration, bool timeChunks, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(0, concurrency).Select(_ => WorkAsync(port, request, check, started, duration, timeChunks, cancellation)).ToList();
        var results = await Task.WhenAll(workers);
        return new LoadResult
        {
            Elapsed = Stopwatch.GetElapsedTime(started),
            Microseconds = [.. results.SelectMany(result => result.Microseconds)],
            ChunkMicroseconds = [.. results.SelectMany(result => result.ChunkMicroseconds)],
        };
    }

    private static async Task<LoadResult> WorkAsync(
        int port, ReadOnlyMemory<byte> request, Func<List<double>?, IResponseCheck> check, long started, TimeSpan duration, bool timeChunks, CancellationToken cancellation)
    {
        List<double> latencies = [];
        List<double> chunks = [];
        var checker = check(timeChunks ? chunks : null);
        using var connection = await HttpConnection.ConnectAsync(port, cancellation);
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var sent = Stopwatch.GetTimestamp();
            if (await connection.ExchangeAsync(request, checker, cancellation) is { } wrong)
                throw new InvalidDataException($"an answer is wrong, the run is void: {wrong}");
            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
        }
        return new LoadResult { Elapsed = duration, Microseconds = latencies, ChunkMicroseconds = chunks };
    }
}
