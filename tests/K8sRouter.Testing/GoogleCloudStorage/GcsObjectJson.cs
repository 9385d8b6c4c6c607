using System.Globalization;
using System.IO.Hashing;
using System.Text.Json.Nodes;
using K8sRouter.Core.Storage;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>Objects and checksums as the JSON API writes them.</summary>
internal static class GcsObjectJson
{
    public static string Crc(uint crc) =>
        Convert.ToBase64String([(byte)(crc >> 24), (byte)(crc >> 16), (byte)(crc >> 8), (byte)crc]);

    public static JsonObject Write(GcsDoubleObject item)
    {
        var json = new JsonObject
        {
            ["kind"] = "storage#object",
            ["id"] = $"{item.Bucket}/{item.Name}/{item.Generation}",
            ["name"] = item.Name,
            ["bucket"] = item.Bucket,
            ["generation"] = Number(item.Generation),
            ["metageneration"] = Number(item.Metageneration),
            ["storageClass"] = "STANDARD",
            ["size"] = Number(item.Content.Length),
            ["crc32c"] = Crc(item.Crc32C),
            ["timeCreated"] = Time(item.TimeCreated),
            ["updated"] = Time(item.TimeCreated),
        };
        if (item.ContentType is not null)
            json["contentType"] = item.ContentType;
        if (item.KmsKeyName is not null)
            json["kmsKeyName"] = item.KmsKeyName + "/cryptoKeyVersions/1";
        if (item.Metadata.Count > 0)
            json["metadata"] = new JsonObject(item.Metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        return json;
    }

    /// <summary>The object that an upload describes; refuses fields that the API doesn't have, and a checksum that isn't the
    /// bytes'.</summary>
    public static GcsDoubleObject Read(JsonObject metadata, string bucket, string name, byte[] content, string? kmsKeyName)
    {
        foreach (var (field, _) in metadata)
        {
            if (field is not ("name" or "bucket" or "contentType" or "crc32c" or "metadata" or "cacheControl" or "storageClass"))
                throw GcsWireError.Invalid($"The double doesn't know an upload's field '{field}'.");
        }
        if (metadata["bucket"]?.GetValue<string>() is { } other && other != bucket)
            throw GcsWireError.Invalid($"The bucket in the metadata, '{other}', isn't that of the address.");
        uint crc = Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, content);
        if (metadata["crc32c"]?.GetValue<string>() is { } claimed && claimed != Crc(crc))
            throw GcsWireError.Invalid($"Provided CRC32C \"{claimed}\" doesn't match calculated CRC32C \"{Crc(crc)}\".");
        return new()
        {
            Bucket = bucket,
            Name = name,
            Content = content,
            Crc32C = crc,
            Generation = 0,
            TimeCreated = default,
            ContentType = metadata["contentType"]?.GetValue<string>(),
            KmsKeyName = kmsKeyName,
            Metadata = metadata["metadata"] is JsonObject custom
                ? custom.ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>())
                : new Dictionary<string, string>(),
        };
    }

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
