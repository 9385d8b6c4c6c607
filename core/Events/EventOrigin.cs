namespace K8sRouter.Core.Events;

/// <summary>Whose event it is.</summary>
/// <param name="Workspace">Namespace of the workspace.</param>
/// <param name="WorkspaceId">UUID of the workspace.</param>
/// <param name="Sidecar">The six characters that name the sidecar.</param>
public sealed record EventOrigin(string Workspace, string WorkspaceId, string Sidecar);
