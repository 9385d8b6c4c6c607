using K8sRouter.Core;

namespace K8sRouter.Operator.Kubernetes.Queues;

/// <summary>How a queue works.</summary>
internal sealed record WorkQueueOptions<TKey>
    where TKey : notnull
{
    /// <summary>Names the queue in logs and metrics.</summary>
    public required string Name { get; init; }

    /// <summary>How many keys are worked on at a time.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>After failures of a key.</summary>
    public Backoff Retry { get; init; } = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMinutes(5));

    /// <summary>
    /// A key at rest comes again after a time between this and twice as much, each its own: ten hours as in
    /// controller-runtime. It mends what no event told of.
    /// </summary>
    public TimeSpan Resync { get; init; } = TimeSpan.FromHours(10);

    /// <summary>Whether a key worked on with success need come again by itself; null: all do.</summary>
    public Func<TKey, bool>? StillExists { get; init; }

    /// <summary>At the end, how long running work may take to finish; then it is cancelled.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(10);
}
