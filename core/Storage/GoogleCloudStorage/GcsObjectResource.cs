namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>An object as the JSON API describes it, and as it is told of a new one.</summary>
internal sealed record GcsObjectResource
{
    public string? Name { get; init; }

    public long? Size { get; init; }

    public long? Generation { get; init; }

    public DateTimeOffset? TimeCreated { get; init; }

    public string? ContentType { get; init; }

    public string? Crc32c { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public static GcsObjectResource Of(ObjectProperties properties) => new()
    {
        ContentType = properties.ContentType,
        Crc32c = GcsCrc.Write(properties.Crc32C),
        Metadata = properties.Metadata,
    };

    public StoredObject ToStoredObject() => new()
    {
        Name = Name ?? "",
        Length = Size ?? 0,
        Generation = Generation ?? 0,
        WrittenAt = TimeCreated ?? default,
        ContentType = ContentType,
        Crc32C = GcsCrc.Read(Crc32c),
        Metadata = Metadata ?? new Dictionary<string, string>(),
    };
}
