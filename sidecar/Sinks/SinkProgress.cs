using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>Keeps one sink's account. Written by its pump, read by anyone. Logs changes of state, not every fault.</summary>
internal sealed class SinkProgress(string name, SinkMetrics metrics, TimeProvider clock, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _dropped = new(StringComparer.Ordinal);
    private SinkState _state;
    private long _delivered;
    private long _retries;
    private string? _lastError;
    private DateTimeOffset? _lastErrorAt;
    private DateTimeOffset? _lastDeliveredAt;
    private DateTimeOffset? _oldest;

    public string Name => name;

    public void Delivered(int count)
    {
        if (count == 0)
            return;
        bool recovered;
        lock (_lock)
        {
            recovered = _state == SinkState.Retrying;
            _state = SinkState.Running;
            _delivered += count;
            _lastDeliveredAt = clock.GetUtcNow();
        }
        metrics.Delivered(name, count);
        if (recovered)
            Log.SinkRecovered(logger, name);
    }

    public void Dropped(string reason, int count)
    {
        bool first;
        lock (_lock)
        {
            first = _dropped.TryAdd(reason, 0);
            _dropped[reason] += count;
        }
        metrics.Dropped(name, reason, count);
        if (first)
            Log.SinkDrops(logger, name, reason);
    }

    public void Retried(string code)
    {
        bool changed;
        lock (_lock)
        {
            changed = _state != SinkState.Retrying || _lastError != code;
            _state = SinkState.Retrying;
            _retries++;
            _lastError = code;
            _lastErrorAt = clock.GetUtcNow();
        }
        metrics.Retried(name);
        if (changed)
            Log.SinkRetries(logger, name, code);
    }

    /// <summary>A delivery went through, whether or not there was anything to count.</summary>
    public void Went()
    {
        lock (_lock)
            _state = SinkState.Running;
    }

    public void Entered(SinkState state)
    {
        lock (_lock)
            _state = state;
    }

    public void Read(JournalEntry entry)
    {
        lock (_lock)
            _oldest ??= entry.Record.CreatedAt;
    }

    public void Acknowledged()
    {
        lock (_lock)
            _oldest = null;
    }

    public SinkStatus Status()
    {
        lock (_lock)
        {
            return new()
            {
                Name = name,
                State = _state,
                Delivered = _delivered,
                Dropped = new Dictionary<string, long>(_dropped),
                Retries = _retries,
                LastError = _lastError,
                LastErrorAt = _lastErrorAt,
                LastDeliveredAt = _lastDeliveredAt,
                OldestPending = _oldest,
            };
        }
    }
}
