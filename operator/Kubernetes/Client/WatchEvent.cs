namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>A change that the server told of.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object as it is now, or last was; of a bookmark only the resource version counts.</param>
internal readonly record struct WatchEvent<T>(WatchEventType Type, T Object)
    where T : class;
