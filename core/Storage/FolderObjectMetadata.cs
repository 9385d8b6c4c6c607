using System.Text.Json.Serialization;

namespace K8sRouter.Core.Storage;

/// <summary>What <see cref="FolderObjectStore"/> writes beside an object.</summary>
internal sealed record FolderObjectMetadata
{
    public required string ContentType { get; init; }

    public required uint Crc32C { get; init; }

    public required long Length { get; init; }

    public required long Generation { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FolderObjectMetadata))]
internal sealed partial class FolderObjectMetadataJson : JsonSerializerContext;
