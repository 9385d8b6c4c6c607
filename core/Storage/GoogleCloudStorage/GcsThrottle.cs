namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>Slows all calls of one store while the service says that there are too many.</summary>
internal sealed class GcsThrottle(GcsTuning tuning, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _until;
    private int _failures;

    /// <summary>Time that a call has to wait now.</summary>
    public TimeSpan Remaining
    {
        get
        {
            lock (_lock)
            {
                var left = _until - clock.GetUtcNow();
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>The service was busy.</summary>
    public void Slow(TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            var until = clock.GetUtcNow() + GcsBackOff.Delay(++_failures, retryAfter, Random.Shared.NextDouble(), tuning);
            if (until > _until)
                _until = until;
        }
    }

    /// <summary>The service answered.</summary>
    public void Recover()
    {
        lock (_lock)
            _failures = 0;
    }
}
