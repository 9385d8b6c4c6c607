using System.Text.Json.Serialization;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// Segments that were sealed together, and up to where they hold the journal. Kept after delivery: what it covers is done.
/// </summary>
internal sealed record SealedBatch
{
    public required long JournalSegment { get; init; }

    public required long JournalOffset { get; init; }

    public required IReadOnlyList<SealedSegment> Segments { get; init; }

    public bool Covers(JournalPosition position) =>
        position.Segment < JournalSegment || (position.Segment == JournalSegment && position.Offset <= JournalOffset);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SealedBatch))]
internal sealed partial class SealedBatchJson : JsonSerializerContext;
