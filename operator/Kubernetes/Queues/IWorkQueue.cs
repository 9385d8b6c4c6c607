namespace K8sRouter.Operator.Kubernetes.Queues;

/// <summary>
/// Keys that something must be done about: each is in it once, and never worked on by two workers at a time; one added while
/// it is worked on comes again afterwards.
/// </summary>
internal interface IWorkQueue<in TKey>
    where TKey : notnull
{
    /// <summary>As soon as a worker is free.</summary>
    void Add(TKey key);

    /// <summary>After the delay, or earlier where it is added otherwise.</summary>
    void AddAfter(TKey key, TimeSpan delay);
}
