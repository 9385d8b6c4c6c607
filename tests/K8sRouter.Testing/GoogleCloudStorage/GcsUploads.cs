using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K8sRouter.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>Writes objects: by one request, or resumably.</summary>
internal sealed partial class GcsUploads(TimeProvider clock)
{
    private const int ChunkUnit = 256 << 10;
    private readonly ConcurrentDictionary<string, GcsUploadSession?> _sessions = new(StringComparer.Ordinal);

    /// <summary>Sessions are gone from now on.</summary>
    public void Expire()
    {
        foreach (string id in _sessions.Keys)
            _sessions[id] = null;
    }

    public async Task InsertAsync(GcsDoubleCall call, GcsDoubleBucket bucket)
    {
        string? kmsKeyName = CheckParameters(call, bucket);
        var (metadata, contentType, content) = await ReadPartsAsync(call);
        string name = Name(call, metadata);
        metadata["contentType"] ??= contentType;
        CheckHash(call, content);
        var item = GcsObjectJson.Read(metadata, bucket.Name, name, content, kmsKeyName ?? bucket.DefaultKmsKeyName);
        var stored = bucket.Insert(item, Conditions(call), clock.GetUtcNow());
        await call.WriteAsync(GcsFieldMask.Apply(GcsObjectJson.Write(stored), call.Text("fields")));
    }

    public async Task StartAsync(GcsDoubleCall call, GcsDoubleBucket bucket)
    {
        string? kmsKeyName = CheckParameters(call, bucket);
        var metadata = call.Context.Request.ContentLength > 0 ? await call.ReadJsonAsync() : [];
        string name = Name(call, metadata);
        metadata["contentType"] ??= call.Context.Request.Headers["X-Upload-Content-Type"].FirstOrDefault();
        var session = new GcsUploadSession
        {
            Bucket = bucket,
            Name = name,
            Metadata = metadata,
            Preconditions = Conditions(call),
            KmsKeyName = kmsKeyName ?? bucket.DefaultKmsKeyName,
            Length = long.TryParse(
                call.Context.Request.Headers["X-Upload-Content-Length"].FirstOrDefault(), CultureInfo.InvariantCulture, out long length)
                ? length
                : null,
        };
        session.Preconditions.Check(bucket.Find(name));
        string id = Guid.NewGuid().ToString("n");
        _sessions[id] = session;
        var request = call.Context.Request;
        call.Context.Response.Headers["X-GUploader-UploadID"] = id;
        call.Context.Response.Headers.Location = $"{request.Scheme}://{request.Host}{call.Request.Target}&upload_id={id}";
    }

    public async Task ContinueAsync(GcsDoubleCall call)
    {
        if (!_sessions.TryGetValue(call.Text("upload_id") ?? "", out var session))
            throw new GcsWireError(404, "notFound", "No such upload session.");
        if (session is null)
            throw new GcsWireError(410, "gone", "The requested upload session is gone.");
        var range = GcsContentRange.Read(call.Context.Request.Headers.ContentRange.FirstOrDefault());
        var chunk = await call.ReadBodyAsync();
        if (session.Done is null && range.First is not null)
            Take(call, session, range, chunk);
        else if (range.First is null && chunk.Length > 0)
            throw GcsWireError.Invalid("A status query has no body.");

        if (session.Done is { } done)
        {
            await call.WriteAsync(GcsFieldMask.Apply(GcsObjectJson.Write(done), call.Text("fields")));
            return;
        }
        call.Context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        if (session.Received.Length > 0)
            call.Context.Response.Headers.Range = $"bytes=0-{session.Received.Length - 1}";
    }

    private void Take(GcsDoubleCall call, GcsUploadSession session, GcsContentRange range, byte[] chunk)
    {
        long received = session.Received.Length;
        if (range.First != received)
            throw GcsWireError.Invalid(
                $"Invalid request. According to the Content-Range header, the upload offset is {range.First} byte(s), "
                + $"while {received} byte(s) are already uploaded.");
        if (chunk.Length != range.Last - range.First + 1)
            throw GcsWireError.Invalid("The body's length isn't that of Content-Range.");
        if (session.Length is { } announced && range.Total is { } total && announced != total)
            throw GcsWireError.Invalid("Content-Range has another total than X-Upload-Content-Length.");
        bool last = range.Total == range.Last + 1;
        if (!last && chunk.Length % ChunkUnit != 0)
            throw GcsWireError.Invalid("Invalid request. The number of bytes uploaded is required to be equal or a multiple of 262144.");

        if (call.Fault is { Kind: GcsFaultKind.ResetWithin } fault)
        {
            session.Received.Write(chunk, 0, Math.Min(chunk.Length, fault.KeptBytes) / ChunkUnit * ChunkUnit);
            return;
        }
        session.Received.Write(chunk);
        if (!last)
            return;
        CheckHash(call, session.Received.ToArray());
        var item = GcsObjectJson.Read(
            session.Metadata, session.Bucket.Name, session.Name, session.Received.ToArray(), session.KmsKeyName);
        session.Done = session.Bucket.Insert(item, session.Preconditions, clock.GetUtcNow());
    }

    private static async Task<(JsonObject Metadata, string? ContentType, byte[] Content)> ReadPartsAsync(GcsDoubleCall call)
    {
        if (!MediaTypeHeaderValue.TryParse(call.Context.Request.ContentType, out var type) || type.MediaType != "multipart/related"
            || type.Boundary.Length == 0)
            throw new GcsWireError(400, "badContent", "Multipart uploads have the type multipart/related with a boundary.");
        var parts = new List<(string? Type, byte[] Content)>();
        try
        {
            var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).Value!, call.Context.Request.Body);
            while (await reader.ReadNextSectionAsync(call.Context.RequestAborted) is { } section)
            {
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, call.Context.RequestAborted);
                parts.Add((section.ContentType, content.ToArray()));
            }
        }
        catch (IOException)
        {
            throw new GcsWireError(400, "badRequest", "Malformed multipart body.");
        }
        if (parts.Count != 2 || parts[0].Type?.StartsWith("application/json", StringComparison.Ordinal) != true)
            throw new GcsWireError(400, "badRequest", "A multipart upload has two parts: JSON and the bytes.");
        return (GcsDoubleCall.ParseObject(parts[0].Content), parts[1].Type, parts[1].Content);
    }

    /// <summary>The header is of the whole object, whatever the request holds of it.</summary>
    private static void CheckHash(GcsDoubleCall call, byte[] content)
    {
        string crc = GcsObjectJson.Crc(Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, content));
        foreach (string hash in call.Context.Request.Headers["x-goog-hash"].SelectMany(value => (value ?? "").Split(',')))
        {
            if (hash.Trim() is var claimed && claimed.StartsWith("crc32c=", StringComparison.Ordinal) && claimed["crc32c=".Length..] != crc)
                throw GcsWireError.Invalid($"Provided CRC32C \"{claimed["crc32c=".Length..]}\" doesn't match calculated CRC32C \"{crc}\".");
        }
    }

    private static string? CheckParameters(GcsDoubleCall call, GcsDoubleBucket bucket)
    {
        call.AllowOnly(
            "uploadType", "name", "ifGenerationMatch", "ifGenerationNotMatch", "ifMetagenerationMatch", "kmsKeyName", "predefinedAcl",
            "projection", "contentEncoding");
        if (call.Text("predefinedAcl") is not null && bucket.UniformAccess)
            throw GcsWireError.Invalid("Cannot insert legacy ACL for an object when uniform bucket-level access is enabled.");
        if (call.Text("kmsKeyName") is not { } key)
            return null;
        if (!KeyName().IsMatch(key))
            throw GcsWireError.Invalid("Malformed Cloud KMS crypto key.");
        return bucket.DisabledKeys.Contains(key)
            ? throw new GcsWireError(400, "cloudKmsDisabledKey", "Cloud KMS key is disabled, destroyed, or scheduled to be destroyed.")
            : key;
    }

    private static GcsPreconditions Conditions(GcsDoubleCall call) => GcsPreconditions.Read(call);

    private static string Name(GcsDoubleCall call, JsonObject metadata)
    {
        string? name = call.Text("name") ?? metadata["name"]?.GetValue<string>();
        if (string.IsNullOrEmpty(name))
            throw new GcsWireError(400, "required", "Required parameter: name");
        bool unfit = Encoding.UTF8.GetByteCount(name) > 1024 || name is "." or ".." || name.AsSpan().ContainsAny('\r', '\n');
        return unfit ? throw GcsWireError.Invalid("Disallowed object name.") : name;
    }

    [GeneratedRegex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$")]
    private static partial Regex KeyName();
}
