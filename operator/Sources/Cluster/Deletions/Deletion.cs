namespace K8sRouter.Operator.Sources.Cluster.Deletions;

/// <summary>An object that is gone, and how it went.</summary>
/// <param name="Object">The object.</param>
/// <param name="Cause">How it went; null: it is only just gone, and nothing was read yet.</param>
internal sealed record Deletion(DeletedObject Object, DeletionCause? Cause)
{
    /// <summary>Whether owners must still be read.</summary>
    public bool IsOpen => Cause is null or DeletionCause.Unverified;
}
