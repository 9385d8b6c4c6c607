using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Sources.Cluster;

namespace K8sRouter.Operator.Controllers.ModelProviders;

/// <summary>Keeps the status of providers: their facts, their age, and whether the platform's credential is there.</summary>
internal sealed class ModelProviderController(
    ClusterWatches cluster, SecretReader secrets, ValidityCache validity, StatusWriter statuses, TimeProvider time)
    : IEntityController<ModelProvider>
{
    public async Task<ReconciliationResult> ReconcileAsync(ModelProvider entity, CancellationToken cancellationToken)
    {
        var @namespace = cluster.OperatorNamespace;
        V1ObjectMeta[] credential = entity.Spec.Auth?.Credential is { } reference
            && cluster.PlatformSecrets.Get(@namespace, reference.Name) is { } found ? [found.Metadata] : [];
        var now = time.GetUtcNow();
        var status = ModelProviderStatusRules.Of(new ModelProviderStatusInput
        {
            Now = now,
            Provider = entity,
            Problems = validity.Problems(entity),
            OperatorNamespace = @namespace,
            Secrets = new SecretLookup(await secrets.ReadAsync(@namespace, credential, cancellationToken)),
        });
        await statuses.WriteAsync(entity, StatusUpdate.Of(entity, status), cancellationToken);
        return new ReconciliationResult(status.FactsExpireTime - now);
    }

    public Task DeletedAsync(string? @namespace, string name, CancellationToken cancellationToken)
    {
        statuses.Forget<ModelProvider>(@namespace, name);
        return Task.CompletedTask;
    }
}
