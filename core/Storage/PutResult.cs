namespace K8sRouter.Core.Storage;

/// <summary>What became of a write.</summary>
public enum PutResult
{
    /// <summary>The object is written.</summary>
    Created,

    /// <summary>It was there already with the same bytes: an earlier attempt had succeeded.</summary>
    AlreadyExistsSame,

    /// <summary>Something else is there, or not the generation that was asked for. Nothing was written.</summary>
    Conflict,
}
