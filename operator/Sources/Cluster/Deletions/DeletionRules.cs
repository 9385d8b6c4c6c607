namespace K8sRouter.Operator.Sources.Cluster.Deletions;

/// <summary>
/// How an object went, by what is read after that. The first row that fits decides, and only the last counts as somebody's wish:
/// <code>
/// the definition can't be read                             Unverified
/// the definition is gone, being deleted, or newer          WithDefinition
/// the namespace can't be read                              Unverified
/// the namespace is gone, being deleted, or newer           WithNamespace
/// a list lacked the object, and no watch saw it go         Unseen
/// anything else                                            ByItself
/// </code>
/// A deletion that was asked for can't be taken back, and what is created again is newer than the objects of the one before. So
/// an owner that is there, isn't being deleted and is older than the object was never being deleted since.
/// </summary>
internal static class DeletionRules
{
    /// <param name="deleted">The object.</param>
    /// <param name="definition">Its CustomResourceDefinition, read after it was gone.</param>
    /// <param name="namespace">Its namespace, likewise; null: it doesn't matter.</param>
    public static DeletionCause CauseOf(DeletedObject deleted, OwnerReading definition, OwnerReading? @namespace)
    {
        if (definition.State == OwnerState.Unreadable)
            return DeletionCause.Unverified;
        if (definition.State != OwnerState.Present || definition.IsNewerThan(deleted.Created))
            return DeletionCause.WithDefinition;
        if (@namespace?.State == OwnerState.Unreadable)
            return DeletionCause.Unverified;
        if (@namespace is not null && (@namespace.State != OwnerState.Present || @namespace.IsNewerThan(deleted.Created)))
            return DeletionCause.WithNamespace;
        return deleted.WasSeen ? DeletionCause.ByItself : DeletionCause.Unseen;
    }
}
