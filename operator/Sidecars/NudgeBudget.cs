namespace K8sRouter.Operator.Sidecars;

/// <summary>How many pods may be nudged: so many a second, and so many at once after a while without. For one caller.</summary>
internal sealed class NudgeBudget(TimeProvider time)
{
    private const double PerSecond = 10;
    private const double Most = 50;

    private double _left = Most;
    private long _counted = time.GetTimestamp();

    /// <summary>Takes one; false: there is none left now.</summary>
    public bool TryTake()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(Most, _left + (time.GetElapsedTime(_counted, now).TotalSeconds * PerSecond));
        _counted = now;
        if (_left < 1)
            return false;
        _left--;
        return true;
    }
}
