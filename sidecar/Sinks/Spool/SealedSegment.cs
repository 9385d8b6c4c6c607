using System.Text.Json.Serialization;
using K8sRouter.Core.Storage;

namespace K8sRouter.Sidecar.Sinks.Spool;

/// <summary>A segment whose bytes, names and checksums are final, on its way to the store.</summary>
internal sealed record SealedSegment
{
    public required string RecordsFile { get; init; }

    public required string RecordsName { get; init; }

    /// <summary>Null: it has no content, or that is stored already.</summary>
    public string? ContentFile { get; init; }

    public string? ContentName { get; init; }

    public required string WorkspaceId { get; init; }

    public required SegmentSummary Summary { get; init; }

    /// <summary>Hour of its generations; a batch has one segment an hour.</summary>
    public DateTimeOffset Hour { get; init; }

    /// <summary>Which name of <see cref="RecordsName"/> it goes by (<see cref="ObjectNames.Attempt"/>).</summary>
    public int RecordsAttempt { get; init; } = 1;

    /// <summary>Which name of <see cref="ContentName"/> its rows hold.</summary>
    public int ContentAttempt { get; init; } = 1;

    /// <summary>It is in the store: its files are no longer needed.</summary>
    public bool Delivered { get; init; }

    /// <summary>Its files are not encrypted: an earlier version wrote them.</summary>
    public bool IsInClear { get; init; }

    /// <summary>Object that the rows go to.</summary>
    [JsonIgnore]
    public string RecordsObject => ObjectNames.Attempt(RecordsName, RecordsAttempt);

    /// <summary>Object that the content goes to.</summary>
    [JsonIgnore]
    public string? ContentObject => ContentName is null ? null : ObjectNames.Attempt(ContentName, ContentAttempt);
}
