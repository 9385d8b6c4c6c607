namespace K8sRouter.Core.Storage.Erasing;

/// <summary>What is found in a content object by its members alone.</summary>
internal sealed record OrphanSearch
{
    /// <summary>Contents to be erased.</summary>
    public IReadOnlyList<ErasureTarget> Targets { get; private init; } = [];

    /// <summary>Contents that were erased earlier.</summary>
    public int ErasedBefore { get; private init; }

    /// <summary>Whether all could be searched; else something that is no content hides what follows.</summary>
    public bool IsWhole { get; private init; } = true;

    /// <summary>Searches.</summary>
    /// <param name="content">Bytes of the object.</param>
    /// <param name="id">The generation; null: all of them.</param>
    public static OrphanSearch In(byte[] content, string? id)
    {
        var targets = new List<ErasureTarget>();
        int erased = 0;
        for (int at = 0, length; at < content.Length; at += length)
        {
            length = GzipMember.LengthAt(content, at);
            if (length == 0)
                return new() { Targets = targets, ErasedBefore = erased, IsWhole = false };
            string? found = ContentDocument.IdOf(GzipMember.Decompress(content, at, length));
            if (found is null || (id is not null && found != id))
                continue;
            if (ContentTombstone.IsHead(content.AsSpan(at, length)))
                erased++;
            else
                targets.Add(new(found, null, null, at, length));
        }
        return new() { Targets = targets, ErasedBefore = erased };
    }
}
