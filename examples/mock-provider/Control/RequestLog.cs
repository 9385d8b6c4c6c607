using System.Globalization;

namespace K8sRouter.MockProvider.Control;

/// <summary>The last calls, newest last.</summary>
internal sealed class RequestLog(MockOptions options, TimeProvider time)
{
    private const int Kept = 500;

    private readonly Lock _lock = new();
    private readonly Queue<RecordedRequest> _requests = new();
    private readonly TaskCompletionSource<RecordedRequest> _firstFinished = new(
        TaskCreationOptions.RunContinuationsAsynchronously);
    private int _number;

    public IReadOnlyList<RecordedRequest> Snapshot()
    {
        lock (_lock)
            return [.. _requests];
    }

    public void Clear()
    {
        lock (_lock)
            _requests.Clear();
    }

    /// <summary>The first call that ended, once one has.</summary>
    public Task<RecordedRequest> FirstFinishedAsync(CancellationToken cancellation) =>
        _firstFinished.Task.WaitAsync(cancellation);

    public RecordedRequest Begin(HttpRequest request)
    {
        var recorded = new RecordedRequest
        {
            Number = Interlocked.Increment(ref _number),
            At = time.GetUtcNow(),
            Method = request.Method,
            Path = request.Path,
            Query = request.QueryString.Value ?? "",
            Headers = request.Headers.ToDictionary(header => Lowercase(header.Key), header => header.Value.ToString()),
        };
        lock (_lock)
        {
            _requests.Enqueue(recorded);
            if (_requests.Count > Kept)
                _requests.Dequeue();
        }
        return recorded;
    }

    public void End(RecordedRequest recorded)
    {
        recorded.Finished = true;
        _firstFinished.TrySetResult(recorded);
        if (options.LogFile is not { } file)
            return;

        var call = $"{options.Name} {recorded.Method} {recorded.Path} {recorded.Status}";
        var line = string.Create(
            CultureInfo.InvariantCulture, $"{recorded.At:O} {call} fault={recorded.Fault ?? "-"} aborted={recorded.Aborted}\n");
        lock (_lock)
            File.AppendAllText(file, line);
    }

#pragma warning disable CA1308 // Header names are shown in lower case, as HTTP/2 writes them.
    private static string Lowercase(string name) => name.ToLowerInvariant();
#pragma warning restore CA1308
}
