namespace K8sRouter.Operator.Sidecars;

/// <summary>When a sidecar is asked next.</summary>
internal static class SidecarPace
{
    /// <summary>Of those that run what they should; the others of a workspace are only asked now and then.</summary>
    public const int MostSampled = 20;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostLagging = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongRest = TimeSpan.FromMinutes(10);

    /// <summary>The wait.</summary>
    /// <param name="seen">What it last said.</param>
    /// <param name="target">What it should run; null: nothing is known to be wanted.</param>
    /// <param name="attempts">How often in a row it wasn't as it should be, the last time included.</param>
    /// <param name="sampled">Whether it is one of the sample.</param>
    /// <param name="spread">From 0 to 1, one for each pod: not all are asked at once.</param>
    public static TimeSpan Next(SidecarObservation seen, SidecarTarget? target, int attempts, bool sampled, double spread)
    {
        if (IsCurrent(seen, target))
            return Spread(sampled ? Rest : LongRest, spread);
        // A pod that doesn't answer for long isn't about to; one that lags is.
        var most = seen.Reached ? MostLagging : Rest;
        var wait = First * Math.Pow(2, Math.Min(attempts - 1, 10));
        return Spread(wait < most ? wait : most, spread);
    }

    /// <summary>Whether it answers, and runs what it should.</summary>
    public static bool IsCurrent(SidecarObservation seen, SidecarTarget? target) => target?.IsMetBy(seen) ?? seen.Reached;

    private static TimeSpan Spread(TimeSpan wait, double spread) => wait * (0.9 + (0.2 * spread));
}
