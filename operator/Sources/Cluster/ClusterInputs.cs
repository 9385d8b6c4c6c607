using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Compilation.Credentials;

namespace K8sRouter.Operator.Sources.Cluster;

/// <summary>
/// Workspaces of a cluster, gathered from memory; only values of Secrets are read, and only those that count:
/// 1. a namespace that is no workspace has nothing, and what we could do there is given up,
/// 2. our rights there are seen to, and its Secrets are known,
/// 3. Secrets that its resources refer to are read where they changed,
/// 4. resources that are invalid or unreadable although they are there (the webhook was down) take no part: a workspace whose
///    policy is one is closed, and while the floor is one everything stays as it is.
/// </summary>
internal sealed class ClusterInputs(
    ClusterWatches cluster, WorkspaceWatches watches, WorkspaceAccess access, SecretReader secrets, ValidityCache validity,
    TimeProvider time) : IWorkspaceInputs
{
    public async ValueTask<CompilationInput?> GatherAsync(string workspace, CancellationToken cancellationToken)
    {
        // 1.
        if (cluster.WorkspaceNamed(workspace) is not { } @namespace)
            return null;

        // 2.
        await access.EnsureAsync(workspace, cancellationToken);
        watches.Start(workspace);
        if (!watches.HasSynced(workspace))
            throw new NotYetKnownException(watches.Problem(workspace));

        // 3.
        var identity = WorkspaceNamespace.Of(workspace, @namespace, cluster.IdIsTaken(@namespace));
        var policy = cluster.PolicyOf(workspace);
        var destinations = cluster.Destinations.ByIndex(ClusterWatches.ByNamespace, workspace);
        var own = SecretReferences.Of(policy)
            .Concat(destinations.SelectMany(SecretReferences.Of)).ToHashSet(StringComparer.Ordinal);
        own.UnionWith(watches.Secrets(workspace).Where(SecretReferences.CountsByItself).Select(secret => secret.Name!));
        var platform = SecretReferences.Of(cluster.Floor)
            .Concat(cluster.Providers.Items.SelectMany(provider => SecretReferences.Of(provider, identity.Labels)))
            .Append(KeptKeys.SecretOf(workspace)).ToHashSet(StringComparer.Ordinal);
        var values = new List<V1Secret>();
        values.AddRange(await secrets.ReadAsync(
            workspace, own.Select(name => watches.Secret(workspace, name)).OfType<V1ObjectMeta>(), cancellationToken));
        values.AddRange(await secrets.ReadAsync(
            cluster.OperatorNamespace,
            platform.Select(name => cluster.PlatformSecrets.Get(cluster.OperatorNamespace, name)?.Metadata)
                .OfType<V1ObjectMeta>(),
            cancellationToken));
        secrets.Keep(
            workspace,
            values.Select(secret => secret.Metadata).Where(metadata => metadata.NamespaceProperty == workspace)
                .Select(metadata => metadata.Name!).ToHashSet(StringComparer.Ordinal));

        // 4.
        if (cluster.PolicyIsUnreadable(cluster.OperatorNamespace) || cluster.Floor is { } floor && !validity.IsValid(floor))
            throw new InvalidFloorException();
        return new CompilationInput
        {
            Now = time.GetUtcNow(),
            OperatorNamespace = cluster.OperatorNamespace,
            Workspace = identity,
            Floor = cluster.Floor,
            Policy = policy,
            PolicyIsInvalid = cluster.PolicyIsUnreadable(workspace) || policy is not null && !validity.IsValid(policy),
            Providers = [.. cluster.Providers.Items.Where(validity.IsValid)],
            Destinations = [.. destinations.Where(validity.IsValid)],
            Secrets = values,
        };
    }
}
