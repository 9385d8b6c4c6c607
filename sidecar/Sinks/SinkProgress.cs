using K8sRouter.Core.Events;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// Keeps one sink's account. Written by its pump, read by anyone. Logs changes of state, not every fault. What is decided while
/// reading counts once it is acknowledged: until then it may be read again.
/// </summary>
internal sealed class SinkProgress(
    string name, SinkMetrics metrics, TimeProvider clock, ILogger logger, Action<SinkChange>? changed = null)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _dropped = new(StringComparer.Ordinal);
    private SinkState _state;
    private bool _circuitOpen;
    private long _delivered;
    private long _passedOver;
    private long _repeated;
    private int _newlyPassedOver;
    private int _newlyRepeated;
    private int _newlyUnreadable;
    private long _objects;
    private long _bytes;
    private long _retries;
    private string? _lastError;
    private string? _remedy;
    private DateTimeOffset? _lastErrorAt;
    private DateTimeOffset? _lastDeliveredAt;
    private DateTimeOffset? _oldest;

    public string Name => name;

    public void Delivered(int count)
    {
        if (count == 0)
            return;
        lock (_lock)
        {
            _delivered += count;
            _lastDeliveredAt = clock.GetUtcNow();
        }
        metrics.Delivered(name, count);
        Went();
    }

    /// <summary>An object was written.</summary>
    /// <param name="kind">One of <see cref="ObjectKinds"/>.</param>
    /// <param name="bytes">Its length.</param>
    public void Stored(string kind, long bytes)
    {
        lock (_lock)
        {
            _objects++;
            _bytes += bytes;
        }
        metrics.Stored(name, kind, bytes);
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

    /// <summary>The destination took a batch and refused spans of it.</summary>
    public void SpansRejected(long spans) => metrics.SpansRejected(name, spans);

    /// <summary>A generation that was read isn't for this sink.</summary>
    public void PassedOver()
    {
        lock (_lock)
            _newlyPassedOver++;
    }

    /// <summary>A generation that was read had been delivered before a restart.</summary>
    public void Repeated()
    {
        lock (_lock)
            _newlyRepeated++;
    }

    /// <summary>What was read is no generation.</summary>
    public void Unreadable()
    {
        lock (_lock)
            _newlyUnreadable++;
    }

    public void Conflicted() => metrics.Conflicted(name);

    public void SpoolDamaged() => metrics.SpoolDamaged(name);

    /// <summary>A delivery failed and is tried again.</summary>
    /// <param name="code">Of a closed set.</param>
    /// <param name="circuitOpen">Whether so many failed in a row that only a single trace is tried now.</param>
    public void Retried(string code, bool circuitOpen = false)
    {
        if (!Failed(SinkState.Retrying, code, remedy: null, circuitOpen))
            return;
        if (circuitOpen)
            Log.SinkCircuitOpen(logger, name, code);
        else
            Log.SinkRetries(logger, name, code);
        changed?.Invoke(new(name, circuitOpen ? SinkEventStates.CircuitOpen : SinkEventStates.Failing, code));
    }

    /// <summary>Somebody has to mend something first.</summary>
    /// <param name="code">One of <see cref="SinkFaults"/>.</param>
    /// <param name="remedy">What and where; our own words, without content or secrets.</param>
    public void Parked(string code, string remedy)
    {
        if (!Failed(SinkState.Parked, code, remedy, circuitOpen: false))
            return;
        Log.SinkParked(logger, name, code, remedy);
        changed?.Invoke(new(name, SinkEventStates.Parked, code, remedy));
    }

    /// <summary>A delivery went through, whether or not there was anything to count.</summary>
    public void Went()
    {
        bool recovered;
        lock (_lock)
        {
            recovered = _state is SinkState.Retrying or SinkState.Parked;
            _state = SinkState.Running;
            _remedy = null;
            _circuitOpen = false;
        }
        if (!recovered)
            return;
        Log.SinkRecovered(logger, name);
        changed?.Invoke(new(name, SinkEventStates.Delivering));
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

    /// <summary>All that was read is done with.</summary>
    public void Acknowledged()
    {
        int passedOver, repeated, unreadable;
        lock (_lock)
        {
            _oldest = null;
            (passedOver, repeated, unreadable) = (_newlyPassedOver, _newlyRepeated, _newlyUnreadable);
            _passedOver += passedOver;
            _repeated += repeated;
            (_newlyPassedOver, _newlyRepeated, _newlyUnreadable) = (0, 0, 0);
        }
        if (passedOver > 0)
            metrics.PassedOver(name, passedOver);
        if (repeated > 0)
            metrics.Repeated(name, repeated);
        if (unreadable > 0)
            Dropped(SinkFaults.Malformed, unreadable);
    }

    /// <summary>What isn't acknowledged is read again.</summary>
    public void Replayed()
    {
        lock (_lock)
        {
            _oldest = null;
            (_newlyPassedOver, _newlyRepeated, _newlyUnreadable) = (0, 0, 0);
        }
    }

    public SinkStatus Status()
    {
        lock (_lock)
        {
            return new()
            {
                Name = name,
                State = _state,
                CircuitOpen = _circuitOpen,
                Delivered = _delivered,
                PassedOver = _passedOver,
                Repeated = _repeated,
                Dropped = new Dictionary<string, long>(_dropped),
                Retries = _retries,
                LastError = _lastError,
                Remedy = _remedy,
                LastErrorAt = _lastErrorAt,
                LastDeliveredAt = _lastDeliveredAt,
                OldestPending = _oldest,
                Objects = _objects,
                Bytes = _bytes,
            };
        }
    }

    /// <returns>Whether that is news.</returns>
    private bool Failed(SinkState state, string code, string? remedy, bool circuitOpen)
    {
        bool news;
        lock (_lock)
        {
            news = _state != state || _lastError != code || _circuitOpen != circuitOpen;
            _state = state;
            _circuitOpen = circuitOpen;
            _retries++;
            _lastError = code;
            _remedy = remedy;
            _lastErrorAt = clock.GetUtcNow();
        }
        metrics.Retried(name);
        return news;
    }
}
