namespace K8sRouter.Operator.Kubernetes.Queues;

/// <summary>What a queue knows of a key.</summary>
internal sealed class WorkItem<TKey>(TKey key)
    where TKey : notnull
{
    public TKey Key => key;

    /// <summary>Waits for a worker, or will when the one that has it is done.</summary>
    public bool IsWanted { get; set; }

    public bool IsRunning { get; set; }

    /// <summary>When it comes by itself; null: it doesn't.</summary>
    public long? Due { get; set; }

    /// <summary>Of two due at a time, the lower one comes first; unique.</summary>
    public long Order { get; set; }

    /// <summary>When it began to wait for a worker, or to be worked on.</summary>
    public long Since { get; set; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; set; }

    /// <summary>The failure that was logged; null: the last time went well.</summary>
    public string? Problem { get; set; }
}
