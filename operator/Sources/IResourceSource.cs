namespace K8sRouter.Operator.Sources;

/// <summary>Where resources come from: a directory of manifests, or a cluster.</summary>
internal interface IResourceSource
{
    /// <summary>What is there now.</summary>
    ResourceUpdate Read();

    /// <summary>What is there now, and again after every change, until cancelled.</summary>
    IAsyncEnumerable<ResourceUpdate> WatchAsync(CancellationToken cancellationToken);
}
