namespace K8sRouter.Core.Storage.Erasing;

/// <summary>Puts tombstones into a copy of a content object.</summary>
internal sealed class ContentPatch(IReadOnlyCollection<ErasureTarget> targets)
{
    /// <summary>Contents that were replaced.</summary>
    public int Erased { get; private set; }

    /// <summary>Bytes of them.</summary>
    public long Bytes { get; private set; }

    /// <summary>Generations whose rows name something that isn't their content, which was therefore left alone.</summary>
    public HashSet<string> Refused { get; } = [];

    /// <summary>Changes the copy; null: there was nothing to change.</summary>
    public async Task<Stream?> ApplyAsync(Stream copy, CancellationToken cancellationToken)
    {
        (Erased, Bytes) = (0, 0);
        Refused.Clear();
        foreach (var target in targets)
        {
            if (target.Offset < 0 || target.Length <= 0 || target.Offset > copy.Length - target.Length)
            {
                Refused.Add(target.Id);
                continue;
            }
            var member = new byte[target.Length];
            copy.Position = target.Offset;
            await copy.ReadExactlyAsync(member, cancellationToken);
            if (ContentTombstone.IsHead(member))
                continue;
            if (!await IsContentOfAsync(copy, target, member, cancellationToken)
                || ContentTombstone.Make(target.Id, target.Length) is not { } tombstone)
            {
                Refused.Add(target.Id);
                continue;
            }
            copy.Position = target.Offset;
            await copy.WriteAsync(tombstone, cancellationToken);
            Erased++;
            Bytes += target.Length;
        }
        return Erased == 0 ? null : copy;
    }

    /// <summary>
    /// A damaged member is taken for the generation's where members meet at both its ends: it may still be read in part.
    /// </summary>
    private static async Task<bool> IsContentOfAsync(
        Stream copy, ErasureTarget target, byte[] member, CancellationToken cancellationToken)
    {
        if (GzipMember.Decompress(member, 0, member.Length) is { } document)
            return ContentDocument.IdOf(document) == target.Id;
        if (!member.AsSpan().StartsWith(GzipMember.Magic))
            return false;
        var next = new byte[GzipMember.Magic.Length];
        copy.Position = target.Offset + target.Length;
        return copy.Position == copy.Length
            || (await copy.ReadAtLeastAsync(next, next.Length, throwOnEndOfStream: false, cancellationToken) == next.Length
                && GzipMember.Magic.SequenceEqual(next));
    }
}
