namespace K8sRouter.Core.Storage.Reading;

/// <summary>The part of a store that is worked on.</summary>
public sealed record StoreScope
{
    /// <summary>What every name begins with, without the slash; empty: nothing.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Name of the workspace; null: every one.</summary>
    public string? Workspace { get; init; }

    /// <summary>Id of the workspace: what a predecessor of the same name left is passed over; null: it isn't.</summary>
    public string? WorkspaceId { get; init; }

    /// <summary>Whether a segment's object is of the workspace's id; one that names none is.</summary>
    internal bool Holds(StoredObject segment) => WorkspaceId is not { } wanted
        || !segment.Metadata.TryGetValue(SegmentMetadata.WorkspaceId, out string? workspaceId) || workspaceId == wanted;
}
