namespace K8sRouter.Core.Storage.Reading;

/// <summary>What a store has of a generation's content.</summary>
public enum StoredContentKind
{
    /// <summary>The document.</summary>
    Present,

    /// <summary>Nothing was kept: the policy didn't ask for it.</summary>
    NotStored,

    /// <summary>It was kept and erased on demand.</summary>
    Erased,

    /// <summary>It was kept, and its object is gone: its retention ended, or it was lost.</summary>
    Missing,

    /// <summary>Its object is in a bucket that isn't at hand.</summary>
    OutOfReach,

    /// <summary>Its bytes can't be read, or aren't this generation's.</summary>
    Damaged,
}
