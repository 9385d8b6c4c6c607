using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Compilation.Credentials;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Sources.Cluster.Deletions;

namespace K8sRouter.Operator.Sources.Cluster;

/// <summary>
/// Workspaces of a cluster, gathered from memory; only values of Secrets are read, and only those that count:
/// 1. a namespace that is no workspace has nothing, and what we could do there is given up,
/// 2. while it can't be known which policies there are everything stays as it is,
/// 3. our rights there are seen to, and its Secrets and what is in force are known,
/// 4. a policy or floor that is missing counts as deleted only where that is certain, else everything stays as it is,
/// 5. Secrets that its resources refer to are read where they changed,
/// 6. resources that are invalid or unreadable although they are there (the webhook was down) take no part: a workspace whose
///    policy is one is closed, and while the floor is one everything stays as it is.
/// </summary>
internal sealed class ClusterInputs(
    ClusterWatches cluster, WorkspaceWatches watches, WorkspaceAccess access, DeletionTracker deletions, SecretReader secrets,
    ValidityCache validity, TimeProvider time) : IWorkspaceInputs
{
    private readonly FloorInForce _floor = new(cluster, watches, access);

    public async ValueTask<CompilationInput?> GatherAsync(string workspace, CancellationToken cancellationToken)
    {
        // 1.
        if (!MayHaveSomething(workspace))
            return null;

        // 2.
        var version = deletions.Version;
        if (deletions.Unavailable is { } unavailable)
            throw new FrozenException(unavailable);
        if (deletions.IsOpen(workspace))
            throw new NotYetKnownException(null);

        // 3.
        await access.EnsureAsync(workspace, cancellationToken);
        watches.Start(workspace);
        if (!watches.HasSynced(workspace))
            throw new NotYetKnownException(watches.Problem(workspace));

        // 4.
        var @namespace = cluster.WorkspaceNamed(workspace);
        if ((MissingPolicy(workspace) ?? (@namespace is null ? null : MissingFloor(workspace))) is { } missing)
            throw new FrozenException(missing);
        var input = @namespace is null ? null : await GatherAsync(workspace, @namespace, cancellationToken);
        // What was absent meanwhile, even if it is back, isn't decided about.
        return deletions.Version == version ? input : throw new NotYetKnownException(null);
    }

    /// <summary>A workspace, or a namespace where something of ours may be left.</summary>
    private bool MayHaveSomething(string name) =>
        WorkspaceRules.MayBeWorkspace(name, cluster.OperatorNamespace)
        && cluster.Namespaces.Get(null, name) is { Metadata.DeletionTimestamp: null }
        && (cluster.WorkspaceNamed(name) is not null || access.Has(name));

    private Freeze? MissingFloor(string workspace)
    {
        if (cluster.Floor is not null || cluster.PolicyIsUnreadable(cluster.OperatorNamespace))
            return null;
        return MissingPolicyRules.Of(new MissingPolicy
        {
            Namespace = cluster.OperatorNamespace,
            IsFloor = true,
            InForce = watches.InForce(workspace) is { } inForce ? inForce.Floor : _floor.Find(),
            Deletion = deletions.OfPolicy(cluster.OperatorNamespace),
            Accepted = AcceptedIn(cluster.OperatorNamespace),
        });
    }

    private Freeze? MissingPolicy(string workspace)
    {
        if (cluster.PolicyOf(workspace) is not null || cluster.PolicyIsUnreadable(workspace))
            return null;
        return MissingPolicyRules.Of(new MissingPolicy
        {
            Namespace = workspace,
            IsFloor = false,
            InForce = watches.InForce(workspace)?.Policy,
            Deletion = deletions.OfPolicy(workspace),
            Accepted = AcceptedIn(workspace),
        });
    }

    private string? AcceptedIn(string @namespace) =>
        cluster.Namespaces.Get(null, @namespace)?.Metadata.Annotations?.GetValueOrDefault(ResourceMarks.AcceptMissingPolicy);

    private async Task<CompilationInput> GatherAsync(
        string workspace, V1Namespace @namespace, CancellationToken cancellationToken)
    {
        // 5.
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

        // 6.
        if (cluster.PolicyIsUnreadable(cluster.OperatorNamespace) || cluster.Floor is { } floor && !validity.IsValid(floor))
        {
            throw new FrozenException(new Freeze(
                ConditionReasons.FloorInvalid,
                "Nothing new is put in force while the organization's floor is invalid: mend WorkspacePrivacyPolicy default in "
                + "the operator's namespace."));
        }
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
