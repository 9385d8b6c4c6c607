namespace K8sRouter.Sidecar.Ingress;

/// <summary>
/// Memory that the bodies of all running calls may take together: without a bound, callers that come at once with long prompts
/// would have the container killed, and every other stream with it. Thread-safe.
/// </summary>
/// <param name="totalBytes">Bytes of all bodies, as they lie in the pool's arrays.</param>
/// <param name="maxBytes">Bytes of one body.</param>
internal sealed class RequestBudget(long totalBytes, int maxBytes)
{
    private long _used;
    private long _refused;

    public long TotalBytes => totalBytes;

    public int MaxBytes => maxBytes;

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
