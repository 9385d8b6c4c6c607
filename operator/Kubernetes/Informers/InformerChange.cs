namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>A change of an informer's store.</summary>
/// <param name="Old">The object before; null: it is new.</param>
/// <param name="New">The object now; null: it is gone.</param>
internal readonly record struct InformerChange<T>(T? Old, T? New)
    where T : class;
