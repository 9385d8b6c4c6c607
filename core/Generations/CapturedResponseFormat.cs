namespace K8sRouter.Core.Generations;

/// <summary>Form of a captured answer.</summary>
public enum CapturedResponseFormat : byte
{
    /// <summary>Nothing was captured.</summary>
    None = 0,

    /// <summary>One whole JSON document, as the provider sent it.</summary>
    Json = 1,

    /// <summary>
    /// Entries of <see cref="DeltaKind"/>: what the events of a stream added, in order (<see cref="DeltaLog"/>).
    /// </summary>
    Deltas = 2,
}
