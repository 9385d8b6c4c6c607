namespace K8sRouter.Sidecar.Journal;

/// <summary>Wakes the readers that wait for an append; costs the writer one fence where none does.</summary>
internal sealed class AppendSignal
{
    private TaskCompletionSource? _waiters;

    /// <summary>Completes at the next <see cref="Set"/>. Take it, look once more, then wait.</summary>
    public Task Next()
    {
        while (true)
        {
            var current = Volatile.Read(ref _waiters);
            if (current is not null)
                return current.Task;
            var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Interlocked.CompareExchange(ref _waiters, created, null) is null)
                return created.Task;
        }
    }

    public void Set()
    {
        // What was written must be seen by a reader that waits from now on, or this must see that it waits.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _waiters) is not null)
            Interlocked.Exchange(ref _waiters, null)?.TrySetResult();
    }
}
