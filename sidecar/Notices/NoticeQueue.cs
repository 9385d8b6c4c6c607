using System.Threading.Channels;
using K8sRouter.Core.Events;

namespace K8sRouter.Sidecar.Notices;

/// <summary>
/// Notices that wait for Redis: in memory, bounded, and never waited for. What doesn't fit is counted; older ones stay, since
/// they say how it began.
/// </summary>
internal sealed class NoticeQueue
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _dropped = new(StringComparer.Ordinal);
    private readonly Channel<PlatformEvent> _channel;
    private readonly NoticeMetrics _metrics;
    private long _waiting;
    private long _delivered;
    private string? _lastError;

    public NoticeQueue(NoticeMetrics metrics, int capacity = 1024)
    {
        Capacity = capacity;
        _metrics = metrics;
        // Bounded by the count of those that wait, which those on the way still do.
        _channel = Channel.CreateUnbounded<PlatformEvent>(new UnboundedChannelOptions { SingleReader = true });
        metrics.Observe(() => Interlocked.Read(ref _waiting));
    }

    public int Capacity { get; }

    public ChannelReader<PlatformEvent> Reader => _channel.Reader;

    public void Add(PlatformEvent notice)
    {
        if (Interlocked.Increment(ref _waiting) <= Capacity)
        {
            if (!_channel.Writer.TryWrite(notice))
                Drop(NoticeLosses.Shutdown, 1);
        }
        else
        {
            Drop(NoticeLosses.QueueFull, 1);
        }
    }

    /// <summary>No more are taken.</summary>
    public void Complete() => _channel.Writer.TryComplete();

    /// <summary>Some of those that wait were delivered.</summary>
    /// <returns>Whether that had failed before.</returns>
    public bool Deliver(int count)
    {
        bool recovered;
        lock (_lock)
        {
            _delivered += count;
            recovered = _lastError is not null;
            _lastError = null;
        }
        Interlocked.Add(ref _waiting, -count);
        _metrics.Delivered(count);
        return recovered;
    }

    /// <summary>Some of those that wait never will be.</summary>
    /// <param name="reason">One of <see cref="NoticeLosses"/>.</param>
    /// <param name="count">How many.</param>
    public void Drop(string reason, int count)
    {
        lock (_lock)
            _dropped[reason] = _dropped.GetValueOrDefault(reason) + count;
        Interlocked.Add(ref _waiting, -count);
        _metrics.Dropped(reason, count);
    }

    /// <summary>They can't be delivered now.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Fail(string code)
    {
        lock (_lock)
        {
            bool news = _lastError != code;
            _lastError = code;
            return news;
        }
    }

    public NoticeStatus Status()
    {
        lock (_lock)
        {
            return new()
            {
                Waiting = Interlocked.Read(ref _waiting),
                Delivered = _delivered,
                Dropped = new Dictionary<string, long>(_dropped),
                LastError = _lastError,
            };
        }
    }
}
