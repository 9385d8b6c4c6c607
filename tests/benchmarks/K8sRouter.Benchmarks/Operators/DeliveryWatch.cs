using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace K8sRouter.Benchmarks.Operators;

/// <summary>Sees every configuration that is written, as a kubelet would: by a watch on the ConfigMaps.</summary>
internal sealed class DeliveryWatch(HttpClient admin) : IAsyncDisposable
{
    private const string Path = "api/v1/configmaps?fieldSelector=metadata.name%3Dk8srouter-config&watch=true&timeoutSeconds=3600";

    private readonly ConcurrentDictionary<string, long> _last = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;
    private int _seen;

    /// <summary>Writes that were seen, those that there were before the start included.</summary>
    public int Seen => Volatile.Read(ref _seen);

    public void Start() => _reading = ReadAsync();

    /// <summary>Timestamp of the last write in a namespace; 0: none was seen.</summary>
    public long LastOf(string workspace) => _last.GetValueOrDefault(workspace);

    /// <summary>Waits until a namespace's configuration was written after a timestamp.</summary>
    /// <returns>How long after.</returns>
    public async Task<TimeSpan> AfterAsync(string workspace, long timestamp, CancellationToken cancellation)
    {
        while (LastOf(workspace) <= timestamp)
            await Task.Delay(1, cancellation);
        return Stopwatch.GetElapsedTime(timestamp, LastOf(workspace));
    }

    /// <summary>Waits until the configurations of all were written after a timestamp.</summary>
    /// <returns>How long after the last of them was.</returns>
    public async Task<TimeSpan> AllAfterAsync(IReadOnlyList<string> workspaces, long timestamp, CancellationToken cancellation)
    {
        while (workspaces.Any(workspace => LastOf(workspace) <= timestamp))
            await Task.Delay(5, cancellation);
        return Stopwatch.GetElapsedTime(timestamp, workspaces.Max(LastOf));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            await using var stream = await admin.GetStreamAsync(Path, _stop.Token);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                long now = Stopwatch.GetTimestamp();
                var change = JsonNode.Parse(line)!;
                if ((string)change["type"]! is not ("ADDED" or "MODIFIED"))
                    continue;
                _last[(string)change["object"]!["metadata"]!["namespace"]!] = now;
                Interlocked.Increment(ref _seen);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Asked to end.
        }
    }
}
