using System.IO.Hashing;
using System.Net;
using System.Runtime.CompilerServices;
using Google.Apis.Storage.v1.Data;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>
/// A bucket of Google Cloud Storage, by Google's own client. Each call makes a few attempts within half a minute; after them, and
/// for what no attempt mends, it throws <see cref="ObjectStoreException"/>.
/// </summary>
public sealed class GcsObjectStore : IObjectStore
{
    private readonly GcsTransport _transport;
    private readonly string _bucket;
    private readonly MultipartInsert _multipart;
    private readonly ResumableInsert _resumable;
    private readonly GcsDownload _download;

    internal GcsObjectStore(GcsTransport transport, string bucket, string? kmsKeyName)
    {
        _transport = transport;
        _bucket = bucket;
        _multipart = new(transport, bucket, kmsKeyName);
        _resumable = new(transport, bucket, kmsKeyName);
        _download = new(transport, bucket);
    }

    /// <inheritdoc/>
    public string Place => _transport.Place;

    /// <inheritdoc/>
    public async Task<PutResult> PutAsync(
        string name, Stream content, ObjectProperties properties, long ifGeneration, CancellationToken cancellationToken)
    {
        var upload = new GcsUpload(name, content, properties, ifGeneration);
        try
        {
            if (content.Length <= _transport.Tuning.MultipartLimit)
                await _multipart.SendAsync(upload, cancellationToken);
            else
                await _resumable.SendAsync(upload, cancellationToken);
            return PutResult.Created;
        }
        catch (ObjectStoreException fault) when (fault.Status == (int)HttpStatusCode.PreconditionFailed)
        {
            return await AgainstPresentAsync(upload, cancellationToken);
        }
        catch (ObjectStoreException fault) when (fault.Status == (int)HttpStatusCode.BadRequest)
        {
            content.Position = 0;
            var crc = new Crc32(Crc32ParameterSet.Crc32C);
            await crc.AppendAsync(content, cancellationToken);
            if (crc.GetCurrentHashAsUInt32() != properties.Crc32C)
                throw new InvalidDataException("The bytes aren't those that the checksum was made from.");
            throw;
        }
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
            var get = _transport.Client.Service.Objects.Get(_bucket, name);
            get.Fields = GcsObjects.Fields;
            try
            {
                return GcsObjects.Read(await get.ExecuteAsync(attempt.Token));
            }
            catch (GcsAnswerException answer) when (answer.IsMissingObject)
            {
                return null;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => EntriesAsync(
        prefix, delimiter: null, $"items({GcsObjects.Fields})", page => page.Items?.Select(GcsObjects.Read), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken) => EntriesAsync(
        prefix, delimiter: "/", "prefixes", page => page.Prefixes, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => _transport.RunAsync(
        GcsActions.Delete,
        async attempt =>
        {
            try
            {
                await _transport.Client.DeleteObjectAsync(_bucket, name, cancellationToken: attempt.Token);
                return true;
            }
            catch (GcsAnswerException answer) when (answer.IsMissingObject)
            {
                // An earlier attempt may have removed it, its answer lost.
                return attempt.Number > 1;
            }
        },
        cancellationToken);

    // The library's own enumeration would put the faults of the pages after the first beyond our attempts.
    private async IAsyncEnumerable<T> EntriesAsync<T>(
        string prefix, string? delimiter, string fields, Func<Objects, IEnumerable<T>?> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            (var entries, token) = await _transport.RunAsync(
                GcsActions.List,
                async attempt =>
                {
                    var list = _transport.Client.Service.Objects.List(_bucket);
                    (list.Prefix, list.Delimiter, list.Fields) = (prefix, delimiter, $"kind,nextPageToken,{fields}");
                    (list.MaxResults, list.PageToken) = (_transport.Tuning.PageSize, token);
                    var page = GcsObjects.Check(await list.ExecuteAsync(attempt.Token));
                    return (read(page)?.ToArray() ?? [], page.NextPageToken);
                },
                cancellationToken);
            foreach (var entry in entries)
                yield return entry;
        }
        while (token is not null);
    }

    private async Task<PutResult> AgainstPresentAsync(GcsUpload upload, CancellationToken cancellationToken)
    {
        if (await StatAsync(upload.Name, cancellationToken) is { } present)
            return PutComparison.Compare(present, upload.Content.Length, upload.Properties.Crc32C, upload.IfGeneration);
        // Nothing was wanted and something was there, but isn't any more: another attempt will tell.
        return upload.IfGeneration != 0 ? PutResult.Conflict : throw GcsFaults.Unavailable(
            Place, GcsActions.Write, "an object of that name came and went", 1, HttpStatusCode.PreconditionFailed, null);
    }
}
