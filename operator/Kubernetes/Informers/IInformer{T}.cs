namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>
/// All objects of a kind, kept up to date in memory by a list and a watch. What it hands out is never changed by anybody.
/// </summary>
internal interface IInformer<T> : IInformer
    where T : class
{
    /// <summary>All objects, in no order.</summary>
    IReadOnlyCollection<T> Items { get; }

    /// <summary>One object; null: there is none.</summary>
    T? Get(string? @namespace, string name);

    /// <summary>The objects whose index, as given at construction, has this key.</summary>
    IReadOnlyCollection<T> ByIndex(string index, string key);

    /// <summary>
    /// Told of each object that is gone, before it leaves the items, and whether its deletion was seen: else it was absent from a
    /// list, and how it went isn't known. Must be quick.
    /// </summary>
    event Action<T, bool>? Leaving;

    /// <summary>
    /// Calls back, one at a time, after every change of the store; what is there already is told as added. Ends with the
    /// disposal of the answer. The callback must be quick and not throw: it enqueues keys.
    /// </summary>
    IDisposable Subscribe(Action<InformerChange<T>> changed);
}
