namespace K8sRouter.Core.Storage;

/// <summary>What is kept with an object.</summary>
public sealed record ObjectProperties
{
    /// <summary>Media type.</summary>
    public required string ContentType { get; init; }

    /// <summary>CRC32C of the bytes, which the store verifies.</summary>
    public required uint Crc32C { get; init; }

    /// <summary>Custom metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
