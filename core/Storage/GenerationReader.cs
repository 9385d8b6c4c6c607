using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Storage;

/// <summary>
/// Finds generations of one workspace by id alone: the id names the hour and the sidecar, and so the few segments.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="prefix">Prefix of every name in it.</param>
/// <param name="workspace">Name of the workspace.</param>
/// <param name="workspaceId">Its id: what a predecessor of the same name left isn't read.</param>
public sealed class GenerationReader(IObjectStore store, string prefix, string workspace, string workspaceId)
{
    /// <summary>The generation; null: the store doesn't hold it.</summary>
    public async Task<StoredGeneration?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!GenerationIds.TryParse(id, out var second, out string sidecar))
            return null;
        await foreach (
            var segment in store.ListAsync(ObjectNames.RecordsPrefix(prefix, workspace, second, sidecar), cancellationToken))
        {
            if (MayHold(segment, second.ToUnixTimeSeconds()) && await FindInAsync(
                segment.Name, id, cancellationToken) is { } found)
                return found;
        }
        return null;
    }

    /// <summary>The JSON document of a generation's content; null: none is kept, or it isn't there (yet).</summary>
    public async Task<byte[]?> ReadContentAsync(StoredGeneration generation, CancellationToken cancellationToken)
    {
        if (generation.ContentObject is null)
            return null;
        var member = await store.GetRangeAsync(
            generation.ContentObject, generation.ContentOffset, generation.ContentLength, cancellationToken);
        if (member is null)
            return null;
        using var document = new MemoryStream();
        await using var gzip = new GZipStream(new MemoryStream(member), CompressionMode.Decompress);
        await gzip.CopyToAsync(document, cancellationToken);
        return document.ToArray();
    }

    private static bool MayHold(StoredObject segment, long second) =>
        !Number(segment, SegmentMetadata.FirstSecond, out long first) || !Number(segment, SegmentMetadata.LastSecond, out long last)
        || (first <= second && second <= last);

    private static bool Number(StoredObject segment, string name, out long number)
    {
        number = 0;
        return segment.Metadata.TryGetValue(name, out string? text)
            && long.TryParse(text, CultureInfo.InvariantCulture, out number);
    }

    private async Task<StoredGeneration?> FindInAsync(string name, string id, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenReadAsync(name, cancellationToken);
        if (stream is null)
            return null;
        using var lines = new StreamReader(stream, Encoding.UTF8);
        while (await lines.ReadLineAsync(cancellationToken) is { } row)
        {
            // Most rows are passed over without being parsed.
            if (row.Contains(id, StringComparison.Ordinal) && Read(row) is { } found
                && found.Record.Id == id && found.Record.WorkspaceId == workspaceId)
                return found;
        }
        return null;
    }

    private static StoredGeneration? Read(string row)
    {
        var utf8 = Encoding.UTF8.GetBytes(row);
        var record = JsonSerializer.Deserialize(utf8, GenerationRecordJson.Default.GenerationRecord);
        var fields = JsonElement.Parse(utf8);
        return record is null ? null : new()
        {
            Record = record,
            ContentObject = fields.Get("content_object").Text(),
            ContentOffset = fields.Get("content_offset")?.GetInt64() ?? 0,
            ContentLength = fields.Get("content_length")?.GetInt32() ?? 0,
        };
    }
}
