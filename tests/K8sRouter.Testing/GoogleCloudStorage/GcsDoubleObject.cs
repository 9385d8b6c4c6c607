namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>An object that the double holds.</summary>
public sealed record GcsDoubleObject
{
    public required string Bucket { get; init; }

    public required string Name { get; init; }

    public required byte[] Content { get; init; }

    public required uint Crc32C { get; init; }

    public required long Generation { get; init; }

    public long Metageneration { get; init; } = 1;

    public required DateTimeOffset TimeCreated { get; init; }

    public string? ContentType { get; init; }

    public string? KmsKeyName { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>When a soft-deleted object was deleted; null: it is live.</summary>
    public DateTimeOffset? SoftDeletedAt { get; init; }
}
