namespace K8sRouter.Sidecar.Buffers;

/// <summary>What one call has of a budget, until it is disposed of.</summary>
internal sealed class HeldMemory(MemoryBudget budget) : IDisposable
{
    private long _taken;

    /// <summary>Takes what is missing to so many bytes; false: the budget doesn't allow it, and nothing was taken.</summary>
    public bool TryGrowTo(long bytes)
    {
        if (bytes <= _taken)
            return true;
        if (!budget.TryTake(bytes - _taken))
            return false;
        _taken = bytes;
        return true;
    }

    /// <summary>Gives everything back; more may be taken later.</summary>
    public void Release()
    {
        budget.Return(_taken);
        _taken = 0;
    }

    public void Dispose() => Release();
}
