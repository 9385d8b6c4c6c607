namespace K8sRouter.Operator.Kubernetes.Queues;

/// <summary>What a queue has done and has to do.</summary>
/// <param name="Depth">Keys that wait for a worker.</param>
/// <param name="Delayed">Keys that wait for their time, resync included.</param>
/// <param name="Running">Keys that are worked on.</param>
/// <param name="Adds">Keys that began to wait for a worker; of one that did already, no more.</param>
/// <param name="Successes">Work that ended well.</param>
/// <param name="Failures">Work that ended with an exception: each is a retry to come.</param>
/// <param name="Waited">Time that keys waited for a worker, together.</param>
/// <param name="Worked">Time that they were worked on, together.</param>
/// <param name="LongestRunning">Since when the oldest of those at work is; zero: none.</param>
internal sealed record WorkQueueStatistics(
    int Depth,
    int Delayed,
    int Running,
    long Adds,
    long Successes,
    long Failures,
    TimeSpan Waited,
    TimeSpan Worked,
    TimeSpan LongestRunning);
