namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>What there is to know of an informer, whatever its kind.</summary>
internal interface IInformer
{
    /// <summary>Whether the first list is complete.</summary>
    bool HasSynced { get; }

    /// <summary>When the server last said anything, bookmarks and ended watches included; null: never.</summary>
    DateTimeOffset? LastHeard { get; }

    /// <summary>Why nothing is heard just now, in words without content; null: all is well.</summary>
    string? Problem { get; }

    /// <summary>
    /// Whether waiting alone doesn't help: the kind isn't served, may not be listed, or is answered in a way that can't be read.
    /// What is in memory may be older than what is in the cluster by any length.
    /// </summary>
    bool IsUnavailable { get; }

    /// <summary>
    /// Objects that are there but can't be read, and the field at which. They aren't among the items, and aren't absent either:
    /// who decides by such objects must take each for one whose wish is unknown.
    /// </summary>
    IReadOnlyDictionary<ResourceKey, string> Unreadable { get; }

    /// <summary>Told of each object that can't be read any more, or can again, or has gone, after that. Must be quick.</summary>
    event Action<ResourceKey>? UnreadableChanged;

    /// <summary>Lists and watches until cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
