using System.Collections.Concurrent;
using K8sRouter.Operator.Kubernetes.Client;

namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>Makes informers over one client, and keeps their counters by kind.</summary>
internal sealed class InformerFactory(IKubernetes kubernetes, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<string, InformerStatistics> _statistics = new(StringComparer.Ordinal);

    /// <summary>Counters by resource, such as <c>modelproviders.k8srouter.io</c>.</summary>
    public IReadOnlyDictionary<string, InformerStatistics> Statistics => _statistics;

    public IInformer<T> Create<T>(InformerOptions<T> options)
        where T : class =>
        new Informer<T>(
            kubernetes, options, _statistics.GetOrAdd(EntityMetadata.Of<T>().Resource, _ => new InformerStatistics()), time,
            Random.Shared, loggers.CreateLogger("K8sRouter.Operator.Informers"));
}
