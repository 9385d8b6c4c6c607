using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Sources.Cluster;

namespace K8sRouter.Operator.Injection;

/// <summary>What injection knows of namespaces: what is watched, and what the API server itself has seen.</summary>
internal sealed class NamespaceRegister(ClusterWatches cluster)
{
    /// <summary>A namespace that the API server found labelled, which may be newer than all that is watched here.</summary>
    public NamespaceFacts Labelled(string name) => new()
    {
        Name = name,
        Uid = cluster.Namespaces.Get(null, name)?.Metadata.Uid,
        OptedIn = true,
        IsWorkspace = true,
        IsSystem = !WorkspaceRules.MayBeWorkspace(name, cluster.OperatorNamespace),
    };

    /// <summary>A namespace of whose label nothing was said.</summary>
    public NamespaceFacts Of(string name) => new()
    {
        Name = name,
        Uid = cluster.Namespaces.Get(null, name)?.Metadata.Uid,
        OptedIn = cluster.Namespaces.Get(null, name)?.Metadata.Labels?.GetValueOrDefault(ResourceMarks.Inject)
            == ResourceMarks.InjectEnabled,
        IsWorkspace = !cluster.HasSynced || cluster.Namespaces.Get(null, name) is null
            ? null
            : cluster.WorkspaceNamed(name) is not null,
        IsSystem = !WorkspaceRules.MayBeWorkspace(name, cluster.OperatorNamespace),
    };
}
