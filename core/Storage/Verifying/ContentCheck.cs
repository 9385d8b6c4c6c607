using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Verifying;

/// <summary>Checks one content object against the rows that name contents in it.</summary>
internal sealed class ContentCheck(IObjectStore store, SweptObjects swept, VerificationTally tally)
{
    private const int LargestGap = 64 << 20;
    private long _members;

    /// <param name="name">Name of the object.</param>
    /// <param name="contents">What rows name in it.</param>
    /// <param name="expired">Whether content of that hour may be gone.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(
        string name, IReadOnlyCollection<NamedContent> contents, bool expired, CancellationToken cancellationToken)
    {
        if (await store.StatAsync(name, cancellationToken) is not { } present
            || await store.OpenReadAsync(name, cancellationToken) is not { } stream)
        {
            expired = expired || await swept.HasRetentionEndedAsync(store, name, cancellationToken);
            bool limited = !expired && await swept.WasLimitedAsync(store, name, cancellationToken);
            foreach (var content in contents)
                Gone(name, content, expired, limited);
            return;
        }
        tally.ContentObjects++;
        await using var cursor = new ContentCursor(stream);
        foreach (var content in contents.OrderBy(content => content.Offset))
            await CheckAsync(cursor, present, content, cancellationToken);
        await CheckGapAsync(cursor, present, present.Length, cancellationToken);
        // Where somebody erases at this moment, these bytes are newer than that checksum.
        if ((present.Crc32C != cursor.Crc || present.Length != cursor.Position)
            && (await store.StatAsync(name, cancellationToken))?.Generation == present.Generation)
            tally.WrongChecksum(name);
        if (SegmentSeconds.Number(present, SegmentMetadata.ContentCount) is not { } count)
            tally.Problem(
                StoreProblemKind.MetadataMissing, name, null, null,
                "The object's metadata doesn't tell how many contents it has.");
        else if (count != _members)
            tally.Problem(StoreProblemKind.WrongCount, name, null, null, $"There are {_members} contents; written were {count}.");
        tally.Done(present);
    }

    private async Task CheckAsync(
        ContentCursor cursor, StoredObject present, NamedContent content, CancellationToken cancellationToken)
    {
        if (content.Offset < cursor.Position || content.Length <= 0)
        {
            tally.Problem(
                StoreProblemKind.DamagedContent, present.Name, content.Offset, content.Id,
                "The place that the row names can't be: it has no length, or another row's content overlaps it.");
            return;
        }
        if (content.Offset > present.Length - content.Length)
        {
            tally.Problem(
                StoreProblemKind.ContentMissing, present.Name, content.Offset, content.Id,
                "The object ends before the content does.");
            return;
        }
        await CheckGapAsync(cursor, present, content.Offset, cancellationToken);
        CheckMember(await cursor.ReadAsync(content.Length, cancellationToken), present.Name, content);
    }

    private void CheckMember(byte[] member, string name, NamedContent content)
    {
        _members++;
        if (ContentTombstone.IsHead(member))
        {
            tally.ContentsErased++;
            return;
        }
        if (GzipMember.Decompress(member, 0, member.Length) is not { } document)
            tally.Problem(
                StoreProblemKind.DamagedContent, name, content.Offset, content.Id, "The content can't be decompressed.");
        else if (ContentDocument.IdOf(document) is var id && id != content.Id)
            tally.Problem(
                StoreProblemKind.DamagedContent, name, content.Offset, content.Id, $"The content is that of '{id}'.");
        else if (content.Erased)
            tally.Problem(
                StoreProblemKind.NotErased, name, content.Offset, content.Id,
                "The row says that the generation was erased, and its content is there: erase it again.");
        else
            tally.Contents++;
    }

    /// <summary>What lies between here and there is named by no row.</summary>
    private async Task CheckGapAsync(
        ContentCursor cursor, StoredObject present, long end, CancellationToken cancellationToken)
    {
        long start = cursor.Position, length = end - start;
        if (length <= 0)
            return;
        if (length > LargestGap)
        {
            await cursor.SkipAsync(length, cancellationToken);
            tally.Problem(
                StoreProblemKind.ContentWithoutRow, present.Name, start, null, $"No row names anything in these {length} bytes.");
            return;
        }
        var gap = await cursor.ReadAsync((int)length, cancellationToken);
        for (int at = 0, member; at < gap.Length; at += member)
        {
            member = GzipMember.LengthAt(gap, at);
            if (member == 0)
            {
                tally.Problem(
                    StoreProblemKind.DamagedContent, present.Name, start + at, null,
                    "No row names these bytes, and they are no content.");
                return;
            }
            _members++;
            if (ContentTombstone.IsHead(gap.AsSpan(at, member)))
                tally.ContentsErased++;
            else
                tally.Problem(
                    StoreProblemKind.ContentWithoutRow, present.Name, start + at,
                    ContentDocument.IdOf(GzipMember.Decompress(gap, at, member)), "No row names this content.");
        }
    }

    private void Gone(string name, NamedContent content, bool expired, bool limited)
    {
        if (content.Erased)
            tally.ContentsErased++;
        else if (expired)
            tally.ContentsExpired++;
        else if (limited)
            tally.ContentsSwept++;
        else
            tally.Problem(
                StoreProblemKind.ContentMissing, name, content.Offset, content.Id,
                "The object that holds the content isn't there, and nothing tells that it was deleted on purpose.");
    }
}
