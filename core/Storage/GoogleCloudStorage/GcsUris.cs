using System.Globalization;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>Addresses of the JSON API for one bucket.</summary>
internal sealed class GcsUris(Uri endpoint, string bucket)
{
    // Only what StoredObject holds: a listing's default is five times as long.
    private const string ObjectFields = "name,size,generation,timeCreated,contentType,crc32c,metadata";

    private readonly string _bucket = $"storage/v1/b/{Escape(bucket)}";

    public Uri Insert(string uploadType, string name, long ifGeneration, string? kmsKeyName) => Make(
        $"upload/{_bucket}/o?uploadType={uploadType}&name={Escape(name)}"
        + string.Create(CultureInfo.InvariantCulture, $"&ifGenerationMatch={ifGeneration}&fields=size,crc32c")
        + (kmsKeyName is null ? "" : "&kmsKeyName=" + Escape(kmsKeyName)));

    public Uri Object(string name) => Make($"{_bucket}/o/{Escape(name)}?fields={ObjectFields}");

    public Uri Delete(string name) => Make($"{_bucket}/o/{Escape(name)}");

    /// <param name="name">Name of the object.</param>
    /// <param name="generation">The only generation wanted; null: the newest.</param>
    public Uri Media(string name, long? generation) => Make(
        $"download/{_bucket}/o/{Escape(name)}?alt=media"
        + (generation is { } one ? string.Create(CultureInfo.InvariantCulture, $"&generation={one}") : ""));

    public Uri List(string prefix, int pageSize, string? pageToken) =>
        Page(prefix, $"items({ObjectFields})", pageSize, pageToken);

    public Uri ListFolders(string prefix, int pageSize, string? pageToken) =>
        Page(prefix, "prefixes&delimiter=%2F", pageSize, pageToken);

    public Uri Bucket() => Make(_bucket + "?projection=noAcl");

    public Uri Bucket(long ifMetageneration) => Make(
        _bucket + string.Create(CultureInfo.InvariantCulture, $"?ifMetagenerationMatch={ifMetageneration}&projection=noAcl"));

    public Uri Iam() => Make(_bucket + "/iam?optionsRequestedPolicyVersion=3");

    private Uri Page(string prefix, string fields, int pageSize, string? pageToken) => Make(
        $"{_bucket}/o?prefix={Escape(prefix)}&maxResults={pageSize}&fields=nextPageToken,{fields}"
        + (pageToken is null ? "" : "&pageToken=" + Escape(pageToken)));

    private Uri Make(string relative) => new(endpoint, relative);

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
