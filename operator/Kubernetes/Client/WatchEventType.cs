namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>Kind of a change. Errors in the stream are exceptions.</summary>
internal enum WatchEventType
{
    Added,
    Modified,
    Deleted,
    Bookmark,
}
