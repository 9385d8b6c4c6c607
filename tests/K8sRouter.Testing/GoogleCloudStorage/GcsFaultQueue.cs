namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>Faults that requests meet: queued ones once each, then a standing rule.</summary>
public sealed class GcsFaultQueue
{
    private readonly Lock _lock = new();
    private readonly List<(Func<GcsDoubleRequest, bool> Meets, GcsFault? Fault)> _queue = [];
    private Func<GcsDoubleRequest, GcsFault?>? _rule;

    /// <summary>The next requests of a kind meet a fault, <paramref name="times"/> of them.</summary>
    public void Next(GcsRequestKind kind, GcsFault fault, int times = 1)
    {
        for (int i = 0; i < times; i++)
            Next(request => request.Kind == kind, fault);
    }

    /// <summary>The next request that meets a condition meets a fault; null: it is let pass.</summary>
    public void Next(Func<GcsDoubleRequest, bool> meets, GcsFault? fault)
    {
        lock (_lock)
            _queue.Add((meets, fault));
    }

    /// <summary>From now on every request that no queued fault waits for is asked about; null: none.</summary>
    public void Always(Func<GcsDoubleRequest, GcsFault?>? rule)
    {
        lock (_lock)
            _rule = rule;
    }

    /// <summary>No more faults.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _queue.Clear();
            _rule = null;
        }
    }

    internal GcsFault? Take(GcsDoubleRequest request)
    {
        lock (_lock)
        {
            int at = _queue.FindIndex(entry => entry.Meets(request));
            if (at < 0)
                return _rule?.Invoke(request);
            var fault = _queue[at].Fault;
            _queue.RemoveAt(at);
            return fault;
        }
    }
}
