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

    /// <summary>Lists and watches until cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
