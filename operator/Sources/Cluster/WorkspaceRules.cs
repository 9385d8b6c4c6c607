using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Sources.Cluster;

/// <summary>
/// Which namespaces of a cluster are workspaces: those that ask for sidecars by label, and those with a policy, which only their
/// administrators write. The others are none of ours: nothing is read or written there.
/// </summary>
internal static class WorkspaceRules
{
    private static readonly string[] System = ["kube-system", "kube-public", "kube-node-lease"];

    /// <summary>Whether it is one. A namespace that is being deleted isn't any more.</summary>
    public static bool IsWorkspace(V1Namespace @namespace, bool hasPolicy, string operatorNamespace) =>
        MayBeWorkspace(@namespace.Metadata.Name!, operatorNamespace)
        && @namespace.Metadata.DeletionTimestamp is null
        && (hasPolicy || AsksForSidecars(@namespace));

    /// <summary>Whether a namespace of that name can be one.</summary>
    public static bool MayBeWorkspace(string name, string operatorNamespace) =>
        name != operatorNamespace && !IsOfTheSystem(name);

    /// <summary>Whether the namespace is one of Kubernetes' own.</summary>
    public static bool IsOfTheSystem(string name) => System.Contains(name);

    /// <summary>The value of the namespace's label where it means nothing; null: there is none, or a good one.</summary>
    public static string? InvalidLabel(V1Namespace @namespace) =>
        @namespace.Metadata.Labels?.GetValueOrDefault(ResourceMarks.Inject) is { } value
        && value is not (ResourceMarks.InjectEnabled or ResourceMarks.InjectDisabled)
            ? value
            : null;

    /// <summary>Whether the namespace asks for a sidecar in each of its pods.</summary>
    public static bool AsksForSidecars(V1Namespace @namespace) =>
        @namespace.Metadata.Labels?.GetValueOrDefault(ResourceMarks.Inject) == ResourceMarks.InjectEnabled;
}
