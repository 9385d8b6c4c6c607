using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sRouter.Core.Storage;

/// <summary>What <see cref="FolderObjectStore"/> writes beside an object, before the object itself.</summary>
internal sealed record FolderObjectMetadata
{
    public required string ContentType { get; init; }

    public required uint Crc32C { get; init; }

    public required long Length { get; init; }

    public required long Generation { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>
    /// What stands there while it is being replaced: a crash may have kept the new bytes back, and only their checksum tells.
    /// Null: it isn't being replaced.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FolderObjectMetadata? Previous { get; init; }

    /// <summary>Null: there is none, or it isn't ours.</summary>
    public static async Task<FolderObjectMetadata?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize(
                await File.ReadAllBytesAsync(path, cancellationToken), FolderObjectMetadataJson.Default.FolderObjectMetadata);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Puts it on the disk in place of what is there.</summary>
    public async Task WriteAsync(string path, string temporary, CancellationToken cancellationToken)
    {
        await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            await JsonSerializer.SerializeAsync(
                file, this, FolderObjectMetadataJson.Default.FolderObjectMetadata, cancellationToken);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FolderObjectMetadata))]
internal sealed partial class FolderObjectMetadataJson : JsonSerializerContext;
