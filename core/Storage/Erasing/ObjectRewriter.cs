using System.IO.Hashing;

namespace K8sRouter.Core.Storage.Erasing;

/// <summary>
/// Reads an object, has it changed, and writes it in place of the very generation that was read: whoever came between is read
/// again. Its metadata is kept, and the first checksum noted, so that its writer still recognises it.
/// </summary>
internal static class ObjectRewriter
{
    private const int MostAttempts = 5;

    /// <param name="store">Holds the object.</param>
    /// <param name="name">Its name.</param>
    /// <param name="change">
    /// Gets the object's bytes and returns those to be written, perhaps the same stream changed in place; null: nothing is to
    /// be changed.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RewriteResult> RewriteAsync(
        IObjectStore store, string name, Func<Stream, Task<Stream?>> change, CancellationToken cancellationToken)
    {
        var last = RewriteResult.Contended;
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            // Before the bytes: if they are newer than this, writing is refused.
            if (await store.StatAsync(name, cancellationToken) is not { } present)
                return RewriteResult.Missing;
            await using var scratch = ScratchStream.Create(present.Length);
            if (!await ReadAsync(store, name, scratch, cancellationToken))
                return RewriteResult.Missing;
            uint read = await ChecksumAsync(scratch, cancellationToken);
            if (scratch.Length != present.Length || (present.Crc32C is { } expected && read != expected))
            {
                last = RewriteResult.WrongChecksum;
                continue;
            }
            scratch.Position = 0;
            await using var changed = await change(scratch);
            if (changed is null)
                return RewriteResult.Unchanged;
            var properties = await PropertiesAsync(present, read, changed, cancellationToken);
            if (await store.PutAsync(name, changed, properties, present.Generation, cancellationToken) != PutResult.Conflict)
                return RewriteResult.Rewritten;
            last = RewriteResult.Contended;
        }
        return last;
    }

    private static async Task<bool> ReadAsync(
        IObjectStore store, string name, Stream target, CancellationToken cancellationToken)
    {
        await using var source = await store.OpenReadAsync(name, cancellationToken);
        if (source is null)
            return false;
        await source.CopyToAsync(target, cancellationToken);
        return true;
    }

    private static async Task<ObjectProperties> PropertiesAsync(
        StoredObject present, uint firstChecksum, Stream changed, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string>(present.Metadata);
        metadata.TryAdd(SegmentMetadata.OriginalCrc32C, SegmentMetadata.Format(firstChecksum));
        return new()
        {
            ContentType = present.ContentType ?? ObjectNames.ContentTypeOf(present.Name),
            Crc32C = await ChecksumAsync(changed, cancellationToken),
            Metadata = metadata,
        };
    }

    private static async Task<uint> ChecksumAsync(Stream stream, CancellationToken cancellationToken)
    {
        stream.Position = 0;
        var crc = new Crc32(Crc32ParameterSet.Crc32C);
        await crc.AppendAsync(stream, cancellationToken);
        return crc.GetCurrentHashAsUInt32();
    }
}
