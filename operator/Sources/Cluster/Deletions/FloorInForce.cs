namespace K8sRouter.Operator.Sources.Cluster.Deletions;

/// <summary>
/// The floor that was in force when this process began to lead, as the configurations of other workspaces tell: in a new
/// workspace nothing tells of a floor that went before anybody looked.
/// </summary>
internal sealed class FloorInForce(ClusterWatches cluster, WorkspaceWatches watches, WorkspaceAccess access)
{
    private readonly Lock _lock = new();
    private HashSet<string>? _unread;
    private string? _uid;

    /// <summary>Its UID; null: there was none.</summary>
    /// <exception cref="NotYetKnownException">A configuration that may tell isn't known yet.</exception>
    public string? Find()
    {
        lock (_lock)
        {
            // Workspaces that come later were compiled by this process.
            _unread ??= [.. cluster.Bindings.Items.Select(binding => binding.Metadata.NamespaceProperty!).Where(access.Has)];
            foreach (var workspace in _unread.ToArray())
            {
                if (watches.HasSynced(workspace))
                    _uid ??= watches.InForce(workspace)?.Floor;
                else if (watches.Problem(workspace) is not null)
                    continue;
                else if (cluster.Namespaces.Get(null, workspace) is { Metadata.DeletionTimestamp: null } && access.Has(workspace))
                    throw new NotYetKnownException(null);
                _unread.Remove(workspace);
            }
            return _uid;
        }
    }
}
