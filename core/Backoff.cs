namespace K8sRouter.Core;

/// <summary>How long to wait after a fault: exponential, truncated, and spread so that many don't come back at once.</summary>
/// <param name="First">The first wait.</param>
/// <param name="Longest">What no wait exceeds, if the other side doesn't ask for more.</param>
public readonly record struct Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>What the other side asks for counts up to this: a wrong header must not silence us for a day.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Doubles from fault to fault up to the bound, spread over its upper half; never shorter than what was asked for.
    /// </summary>
    /// <param name="faults">Faults in a row, 1 and above.</param>
    /// <param name="retryAfter">What the other side asked for; null: nothing.</param>
    /// <param name="random">From 0 to 1.</param>
    public TimeSpan Delay(int faults, TimeSpan? retryAfter, double random)
    {
        double bound = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, Math.Min(faults - 1, 30)));
        var delay = TimeSpan.FromMilliseconds(bound * (0.5 + (random / 2)));
        var least = retryAfter > MaxRetryAfter ? MaxRetryAfter : retryAfter;
        return least > delay ? least.Value : delay;
    }
}
