using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Sources.Cluster;

/// <summary>A change of an object in a workspace, of which only metadata is known.</summary>
/// <param name="Workspace">The namespace.</param>
/// <param name="Old">Before; null: it is new.</param>
/// <param name="New">Now; null: it is gone.</param>
internal readonly record struct WorkspaceObject(string Workspace, V1ObjectMeta? Old, V1ObjectMeta? New)
{
    /// <summary>Its name.</summary>
    public string Name => (New ?? Old)!.Name!;
}
