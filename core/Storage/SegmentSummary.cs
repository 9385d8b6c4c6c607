namespace K8sRouter.Core.Storage;

/// <summary>What a segment holds.</summary>
public sealed record SegmentSummary
{
    /// <summary>Records.</summary>
    public int Count { get; init; }

    /// <summary>Records whose content is there too.</summary>
    public int ContentCount { get; init; }

    /// <summary>The earliest second of an id, Unix time.</summary>
    public long FirstSecond { get; init; }

    /// <summary>The latest second of an id, Unix time.</summary>
    public long LastSecond { get; init; }

    /// <summary>CRC32C of the records' bytes.</summary>
    public uint RecordsCrc32C { get; init; }

    /// <summary>CRC32C of the content's bytes.</summary>
    public uint ContentCrc32C { get; init; }

    /// <summary>The summary as custom metadata of an object.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata(string workspaceId) => new Dictionary<string, string>
    {
        [SegmentMetadata.WorkspaceId] = workspaceId,
        [SegmentMetadata.Count] = $"{Count}",
        [SegmentMetadata.ContentCount] = $"{ContentCount}",
        [SegmentMetadata.FirstSecond] = $"{FirstSecond}",
        [SegmentMetadata.LastSecond] = $"{LastSecond}",
    };
}
