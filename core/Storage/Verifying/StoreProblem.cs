namespace K8sRouter.Core.Storage.Verifying;

/// <summary>Something wrong in a store.</summary>
public sealed record StoreProblem
{
    /// <summary>What it is.</summary>
    public required StoreProblemKind Kind { get; init; }

    /// <summary>Name of the object.</summary>
    public required string ObjectName { get; init; }

    /// <summary>Byte in a content object, row (from 0) in a records' object; null: the whole object.</summary>
    public long? Offset { get; init; }

    /// <summary>The generation, where it is known.</summary>
    public string? Id { get; init; }

    /// <summary>More about it, without content.</summary>
    public required string Message { get; init; }
}
