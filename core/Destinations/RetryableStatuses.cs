namespace K8sRouter.Core.Destinations;

/// <summary>
/// The statuses after which the same request may be sent again, one table for every type. Besides those that OTLP's
/// specification lists are 500 and what a content delivery network in front of a vendor answers when it doesn't get through:
/// that specification calls them final, but vendors answer so while something passes, a whole batch would be lost, and a trace
/// that comes twice is the same trace.
/// </summary>
internal static class RetryableStatuses
{
    /// <summary>Whether waiting may help.</summary>
    public static bool Contains(int status) => status
        is 408 or 429 or 502 or 503 or 504
        or 500
        or (>= 520 and <= 524);
}
