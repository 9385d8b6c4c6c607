namespace K8sRouter.MockProvider.Faults;

/// <summary>Faults that the next calls meet, one each, in the order in which they were asked for.</summary>
internal sealed class FaultQueue
{
    private readonly Lock _lock = new();
    private readonly Queue<Fault> _faults = new();

    public void Add(Fault fault, int count)
    {
        lock (_lock)
        {
            for (var i = 0; i < count; i++)
                _faults.Enqueue(fault);
        }
    }

    public Fault? Take()
    {
        lock (_lock)
            return _faults.TryDequeue(out var fault) ? fault : null;
    }

    public void Clear()
    {
        lock (_lock)
            _faults.Clear();
    }
}
