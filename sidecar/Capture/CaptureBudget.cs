namespace K8sRouter.Sidecar.Capture;

/// <summary>Bytes that captured copies may take in this process: beyond it copies are cut, the traffic never is.</summary>
internal sealed class CaptureBudget(long maxBytes)
{
    private long _used;

    public long Used => Interlocked.Read(ref _used);

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= maxBytes)
            return true;
        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    public void Return(int bytes) => Interlocked.Add(ref _used, -bytes);
}
