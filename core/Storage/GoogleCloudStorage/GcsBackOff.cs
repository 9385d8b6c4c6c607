namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>Truncated exponential back-off with jitter.</summary>
internal static class GcsBackOff
{
    /// <summary>Time before the next attempt; what the service asks for is never shortened.</summary>
    /// <param name="failures">Failures so far, 1 and above.</param>
    /// <param name="retryAfter">What the service asks for.</param>
    /// <param name="jitter">0 to 1: half of the time is left to chance, so that many sidecars don't come back at once.</param>
    /// <param name="tuning">First and longest time.</param>
    public static TimeSpan Delay(int failures, TimeSpan? retryAfter, double jitter, GcsTuning tuning)
    {
        double doubled = tuning.FirstBackOff.Ticks * Math.Pow(2, Math.Min(failures - 1, 30));
        double truncated = Math.Min(doubled, tuning.LongestBackOff.Ticks);
        var own = TimeSpan.FromTicks((long)(truncated * (0.5 + (jitter / 2))));
        return retryAfter > own ? retryAfter.Value : own;
    }
}
