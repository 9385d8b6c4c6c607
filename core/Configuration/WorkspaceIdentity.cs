namespace K8sRouter.Core.Configuration;

/// <summary>A workspace as records and answers name it.</summary>
public sealed record WorkspaceIdentity
{
    /// <summary>The Kubernetes namespace.</summary>
    public required string Name { get; init; }

    /// <summary>A UUID: the namespace's UID, or what the annotation <c>k8srouter.io/workspace-id</c> sets.</summary>
    public required string Id { get; init; }

    /// <summary>Where the workspace's calls may be served: <c>global</c>, <c>europe</c> or <c>us</c>.</summary>
    public required string Region { get; init; }
}
