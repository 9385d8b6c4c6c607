namespace K8sRouter.Sidecar.Sinks;

/// <summary>How long to wait after a fault.</summary>
internal static class SinkBackoff
{
    /// <summary>
    /// Doubles from fault to fault up to a bound, spread over its upper half; never shorter than what was asked for.
    /// </summary>
    /// <param name="options">First and longest wait.</param>
    /// <param name="faults">Faults in a row, 1 and above.</param>
    /// <param name="asked">What the other side asked for.</param>
    /// <param name="random">From 0 to 1.</param>
    public static TimeSpan Delay(SinkOptions options, int faults, TimeSpan? asked, double random)
    {
        double most = Math.Min(
            options.LongestRetry.TotalMilliseconds, options.FirstRetry.TotalMilliseconds * Math.Pow(2, Math.Min(faults - 1, 30)));
        var delay = TimeSpan.FromMilliseconds(most * (0.5 + (random / 2)));
        return asked > delay ? asked.Value : delay;
    }
}
