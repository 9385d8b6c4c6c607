namespace K8sRouter.Sidecar.Hosting;

/// <summary>How many calls run on the data port, and since when none has come or ended. Thread-safe.</summary>
internal sealed class CallsInFlight(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private int _running;
    private long _lastSeen = clock.GetTimestamp();

    public void Began() => Count(1);

    public void Ended() => Count(-1);

    /// <summary>Calls that run, and the time since the last one came or ended.</summary>
    public (int Running, TimeSpan Quiet) Look()
    {
        lock (_lock)
            return (_running, clock.GetElapsedTime(_lastSeen));
    }

    private void Count(int change)
    {
        lock (_lock)
        {
            _running += change;
            _lastSeen = clock.GetTimestamp();
        }
    }
}
