using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Queues;

namespace K8sRouter.Operator.Controllers;

/// <summary>Runs one controller: every object that comes or changes goes through it, one at a time for each object.</summary>
internal sealed class EntityQueue<TEntity> : IDisposable
    where TEntity : class, IKubernetesObject
{
    private readonly WorkQueue<ResourceKey> _queue;
    private readonly IDisposable _subscription;

    public EntityQueue(
        IInformer<TEntity> informer, IEntityController<TEntity> controller, string name, TimeProvider time, ILogger logger)
    {
        _queue = new WorkQueue<ResourceKey>(
            (key, cancellationToken) => OperatorTraces.RunAsync(name, key.ToString(), async () =>
            {
                if (informer.Get(key.Namespace, key.Name) is { } entity)
                    return await controller.ReconcileAsync(entity, cancellationToken);
                await controller.DeletedAsync(key.Namespace, key.Name, cancellationToken);
                return default;
            }),
            new WorkQueueOptions<ResourceKey>
            {
                Name = name,
                StillExists = key => informer.Get(key.Namespace, key.Name) is not null,
            },
            time, Random.Shared, logger);
        _subscription = informer.Subscribe(change => _queue.Add(ResourceKey.Of((change.New ?? change.Old)!)));
    }

    public WorkQueueStatistics Statistics => _queue.Statistics;

    /// <summary>Looks at an object although it didn't change.</summary>
    public void Add(TEntity entity) => _queue.Add(ResourceKey.Of(entity));

    public Task RunAsync(CancellationToken cancellationToken) => _queue.RunAsync(cancellationToken);

    public void Dispose()
    {
        _subscription.Dispose();
        _queue.Dispose();
    }
}
