using K8sRouter.Core.Storage;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>A segment whose bytes, names and checksums are final, on its way to the store.</summary>
internal sealed record SealedSegment
{
    public required string RecordsFile { get; init; }

    public required string RecordsName { get; init; }

    /// <summary>Null: it has no content.</summary>
    public string? ContentFile { get; init; }

    public string? ContentName { get; init; }

    public required string WorkspaceId { get; init; }

    public required SegmentSummary Summary { get; init; }
}
