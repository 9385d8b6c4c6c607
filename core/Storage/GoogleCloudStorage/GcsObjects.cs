using Google.Apis.Storage.v1.Data;
using Object = Google.Apis.Storage.v1.Data.Object;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>Objects as Google's client describes them, and as we do.</summary>
internal static class GcsObjects
{
    /// <summary>Only what <see cref="StoredObject"/> holds: the default is five times as long.</summary>
    public const string Fields = "name,size,generation,timeCreated,contentType,crc32c,metadata";

    /// <summary>What an answer to an upload says.</summary>
    public const string UploadFields = "size,crc32c";

    public static Object Describe(GcsUpload upload, string bucket) => new()
    {
        Bucket = bucket,
        Name = upload.Name,
        ContentType = upload.Properties.ContentType,
        Crc32c = GcsCrc.Write(upload.Properties.Crc32C),
        Metadata = upload.Properties.Metadata.ToDictionary(),
    };

    /// <exception cref="GcsTransientException">The answer was none of an object.</exception>
    public static StoredObject Read(Object? item) =>
        item is { Name: { Length: > 0 } name, Size: { } size, Generation: { } generation, TimeCreatedDateTimeOffset: { } created }
            ? new()
            {
                Name = name,
                Length = (long)size,
                Generation = generation,
                WrittenAt = created,
                ContentType = item.ContentType,
                Crc32C = GcsCrc.Read(item.Crc32c),
                Metadata = item.Metadata?.AsReadOnly() ?? new Dictionary<string, string>().AsReadOnly(),
            }
            : throw Incomplete();

    /// <summary>Makes sure that a page without entries is one: else whatever answers there says that nothing is kept.</summary>
    /// <exception cref="GcsTransientException">It isn't.</exception>
    public static Objects Check(Objects? page) => page?.Kind == "storage#objects"
        ? page
        : throw new GcsTransientException("an answer that is no listing");

    /// <summary>Makes sure that what was stored is what was sent: a proxy's page with 200 must not pass for it.</summary>
    /// <exception cref="GcsTransientException">It isn't, or the answer doesn't say.</exception>
    public static void CheckStored(Object? answer, GcsUpload upload)
    {
        if ((GcsCrc.Read(answer?.Crc32c), (long?)answer?.Size) != (upload.Properties.Crc32C, upload.Content.Length))
            throw Incomplete();
    }

    private static GcsTransientException Incomplete() => new("an answer that doesn't describe the object");
}
