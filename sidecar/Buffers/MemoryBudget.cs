namespace K8sRouter.Sidecar.Buffers;

/// <summary>
/// Memory that one kind of bytes may take in all running calls together: without a bound, calls that come at once would have the
/// container killed, and every other stream with it. Thread-safe.
/// </summary>
internal sealed class MemoryBudget(long totalBytes)
{
    private long _used;
    private long _refused;

    public long TotalBytes => totalBytes;

    public long Used => Interlocked.Read(ref _used);

    /// <summary>How often it wasn't enough.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= totalBytes)
            return true;
        Interlocked.Add(ref _used, -bytes);
        Interlocked.Increment(ref _refused);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}
