using K8sRouter.Operator.Kubernetes.Informers;

namespace K8sRouter.Operator.Sources.Cluster;

/// <summary>Hears of objects that can't be read, until disposed.</summary>
internal sealed class UnreadableSubscription : IDisposable
{
    private readonly IInformer _informer;
    private readonly Action<ResourceKey> _changed;

    public UnreadableSubscription(IInformer informer, Action<ResourceKey> changed)
    {
        (_informer, _changed) = (informer, changed);
        informer.UnreadableChanged += changed;
    }

    public void Dispose() => _informer.UnreadableChanged -= _changed;
}
