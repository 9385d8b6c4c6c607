using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Controllers;

/// <summary>Brings one kind of object to what it says.</summary>
internal interface IEntityController<TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>
    /// Brings the object to what it says. An exception is retried with backoff; what only its author can mend is a condition and
    /// no exception.
    /// </summary>
    Task<ReconciliationResult> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>Undoes what was done for an object that is gone.</summary>
    Task DeletedAsync(string? @namespace, string name, CancellationToken cancellationToken);
}
