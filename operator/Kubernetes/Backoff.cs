namespace K8sRouter.Operator.Kubernetes;

/// <summary>How long to wait after a fault.</summary>
/// <param name="First">The first wait.</param>
/// <param name="Longest">What no wait exceeds, if the server doesn't ask for more.</param>
internal readonly record struct Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>What the server asks for counts up to this: a wrong header must not silence us for a day.</summary>
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Doubles from fault to fault up to the bound, spread over its upper half; never shorter than what was asked for.
    /// </summary>
    /// <param name="faults">Faults in a row, 1 and above.</param>
    /// <param name="asked">What the server asked for; null: nothing.</param>
    /// <param name="random">From 0 to 1.</param>
    public TimeSpan Delay(int faults, TimeSpan? asked, double random)
    {
        double most = Math.Min(Longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, Math.Min(faults - 1, 30)));
        var delay = TimeSpan.FromMilliseconds(most * (0.5 + (random / 2)));
        var least = asked < LongestAsked ? asked.Value : asked is null ? TimeSpan.Zero : LongestAsked;
        return least > delay ? least : delay;
    }
}
