namespace K8sRouter.Core.Storage;

/// <summary>An object in a store.</summary>
public sealed record StoredObject
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Grows with every write of the name; 1 and above.</summary>
    public required long Generation { get; init; }

    /// <summary>When these bytes were written.</summary>
    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>Media type; null: a listing didn't say.</summary>
    public string? ContentType { get; init; }

    /// <summary>CRC32C of the bytes; null: a listing didn't say.</summary>
    public uint? Crc32C { get; init; }

    /// <summary>Custom metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
