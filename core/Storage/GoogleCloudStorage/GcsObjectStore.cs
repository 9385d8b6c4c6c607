using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text.Json;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>
/// A bucket of Google Cloud Storage, by its JSON API. Each call makes a few attempts within half a minute; after them, and
/// for what no attempt mends, it throws <see cref="ObjectStoreException"/>.
/// </summary>
public sealed class GcsObjectStore : IObjectStore
{
    private readonly GcsTransport _transport;
    private readonly GcsUris _uris;
    private readonly MultipartInsert _multipart;
    private readonly ResumableInsert _resumable;
    private readonly GcsDownload _download;

    internal GcsObjectStore(GcsTransport transport, GcsUris uris, string? kmsKeyName)
    {
        _transport = transport;
        _uris = uris;
        _multipart = new(transport, uris, kmsKeyName);
        _resumable = new(transport, uris, kmsKeyName);
        _download = new(transport, uris);
    }

    /// <inheritdoc/>
    public string Place => _transport.Place;

    /// <inheritdoc/>
    public async Task<PutResult> PutAsync(
        string name, Stream content, ObjectProperties properties, long ifGeneration, CancellationToken cancellationToken)
    {
        var upload = new GcsUpload(name, content, properties, ifGeneration);
        var answer = await SendAsync(upload, cancellationToken);
        if (answer.Status == HttpStatusCode.PreconditionFailed)
            return await AgainstPresentAsync(upload, cancellationToken);
        if (answer.Status != HttpStatusCode.BadRequest)
            return PutResult.Created;
        content.Position = 0;
        throw await Crc32C.OfAsync(content, cancellationToken) == properties.Crc32C
            ? _transport.Fault(GcsActions.Write, answer)
            : new InvalidDataException("The bytes aren't those that the checksum was made from.");
    }

    /// <inheritdoc/>
    public async Task<byte[]?> GetRangeAsync(string name, long offset, int length, CancellationToken cancellationToken)
    {
        if (length > 0)
            return await _download.ReadRangeAsync(name, offset, length, cancellationToken);
        // HTTP has no empty range.
        if (await StatAsync(name, cancellationToken) is not { } present)
            return null;
        return offset <= present.Length ? [] : throw GcsDownload.EndsBefore(name, offset);
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        _download.OpenAsync(name, cancellationToken);

    /// <inheritdoc/>
    public Task<StoredObject?> StatAsync(string name, CancellationToken cancellationToken) => _transport.RunAsync(
        GcsActions.Read,
        async attempt =>
        {
            var answer = await _transport.AskAsync(
                attempt, GcsActions.Read, () => new(HttpMethod.Get, _uris.Object(name)), IsNotFound);
            return IsMissingObject(GcsActions.Read, answer)
                ? null
                : JsonSerializer.Deserialize(answer.Body, GcsJson.Default.GcsObjectResource)!.ToStoredObject();
        },
        cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync(
            token => _uris.List(prefix, _transport.Tuning.PageSize, token), cancellationToken))
        {
            foreach (var item in page.Items ?? [])
                yield return item.ToStoredObject();
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListFoldersAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync(
            token => _uris.ListFolders(prefix, _transport.Tuning.PageSize, token), cancellationToken))
        {
            foreach (string folder in page.Prefixes ?? [])
                yield return folder;
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => _transport.RunAsync(
        GcsActions.Delete,
        async attempt =>
        {
            var answer = await _transport.AskAsync(
                attempt, GcsActions.Delete, () => new(HttpMethod.Delete, _uris.Delete(name)), IsNotFound);
            // An earlier attempt may have removed it, its answer lost.
            return !IsMissingObject(GcsActions.Delete, answer) || attempt.Number > 1;
        },
        cancellationToken);

    private async Task<GcsAnswer> SendAsync(GcsUpload upload, CancellationToken cancellationToken)
    {
        try
        {
            return upload.Content.Length <= _transport.Tuning.MultipartLimit
                ? await _multipart.SendAsync(upload, cancellationToken)
                : await _resumable.SendAsync(upload, cancellationToken);
        }
        catch (SourceReadException fault)
        {
            ExceptionDispatchInfo.Throw(fault.InnerException!);
            throw;
        }
    }

    private async IAsyncEnumerable<GcsObjectPage> PagesAsync(
        Func<string?, Uri> page, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var found = await _transport.RunAsync(
                GcsActions.List, attempt => PageAsync(page(token), attempt), cancellationToken);
            yield return found;
            token = found.NextPageToken;
        }
        while (token is not null);
    }

    private async Task<GcsObjectPage> PageAsync(Uri address, GcsAttempt attempt)
    {
        var answer = await _transport.AskAsync(attempt, GcsActions.List, () => new(HttpMethod.Get, address));
        return JsonSerializer.Deserialize(answer.Body, GcsJson.Default.GcsObjectPage)!;
    }

    private async Task<PutResult> AgainstPresentAsync(GcsUpload upload, CancellationToken cancellationToken)
    {
        if (await StatAsync(upload.Name, cancellationToken) is { } present)
            return PutComparison.Compare(present, upload.Content.Length, upload.Properties.Crc32C, upload.IfGeneration);
        // Nothing was wanted and something was there, but isn't any more: another attempt will tell.
        return upload.IfGeneration != 0 ? PutResult.Conflict : throw GcsFaults.Unavailable(
            Place, GcsActions.Write, "an object of that name came and went", 1, HttpStatusCode.PreconditionFailed, null);
    }

    private bool IsMissingObject(string action, GcsAnswer answer)
    {
        if (!IsNotFound(answer.Status))
            return false;
        return GcsError.Parse(answer.Body).BucketMissing ? throw _transport.Fault(action, answer) : true;
    }

    private static bool IsNotFound(HttpStatusCode status) => status == HttpStatusCode.NotFound;
}
