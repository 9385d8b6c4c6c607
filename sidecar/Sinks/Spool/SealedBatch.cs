using System.Text.Json.Serialization;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks.Spool;

/// <summary>
/// Segments that were sealed together, and up to where they hold the journal. Kept after delivery: what it covers is done.
/// A list that an earlier version didn't write is empty: generated code gives an absent member null in spite of its initializer.
/// </summary>
internal sealed record SealedBatch
{
    public required long JournalSegment { get; init; }

    public required long JournalOffset { get; init; }

    public required IReadOnlyList<SealedSegment> Segments { get; init; }

    /// <summary>Where the journal begins that these segments hold: all up to it was done before. Null: from its start.</summary>
    public JournalPosition? After { get; init; }

    /// <summary>Where the segments go; null: to the sidecar's own folder, since an earlier version sealed them.</summary>
    public SegmentTarget? Target { get; init; }

    /// <summary>Hours between <see cref="After"/> and the end whose segments were thrown away, to be made anew.</summary>
    public IReadOnlyList<DateTimeOffset> Anew { get; init => field = value ?? []; } = [];

    /// <summary>What earlier batches did of what comes again, for others of their hours were made anew.</summary>
    public IReadOnlyList<SealedRange> Earlier { get; init => field = value ?? []; } = [];

    [JsonIgnore]
    public JournalPosition End => new(JournalSegment, JournalOffset);

    [JsonIgnore]
    public IEnumerable<SealedSegment> Undelivered => Segments.Where(segment => !segment.Delivered);

    /// <summary>What the segments were sealed for.</summary>
    [JsonIgnore]
    public SegmentTarget SealedFor => Target ?? new SegmentTarget { Rule = "" };

    /// <summary>Whether what is undelivered may go where <paramref name="target"/> says, as it was sealed.</summary>
    public bool IsFor(SegmentTarget target) => Target?.IsSameAs(target)
        ?? (SegmentTarget.IsSamePlace(SealedFor.Rows, target.Rows)
            && (Undelivered.All(segment => segment.ContentFile is null)
                || (target.KeepsContent && SegmentTarget.IsSamePlace(SealedFor.Content, target.Content))));

    /// <summary>Whether a generation is in these segments, or was done before them.</summary>
    /// <param name="position">Where it stands in the journal.</param>
    /// <param name="hour">Hour of its id.</param>
    public bool Covers(JournalPosition position, DateTimeOffset hour) =>
        Earlier.Any(range => range.Holds(position, hour))
        || (position <= End && !(position > Start && Anew.Contains(hour)));

    /// <summary>Whether a generation is delivered.</summary>
    /// <param name="position">Where it stands in the journal.</param>
    /// <param name="hour">Hour of its id.</param>
    public bool HasDelivered(JournalPosition position, DateTimeOffset hour) =>
        Earlier.Any(range => range.Holds(position, hour))
        || (Covers(position, hour) && !(position > Start && Undelivered.Any(segment => segment.Hour == hour)));

    /// <summary>The batch that follows it, which holds all between them.</summary>
    public SealedBatch Next(JournalPosition end, IReadOnlyList<SealedSegment> segments, SegmentTarget target)
    {
        var after = Anew.Count == 0 ? End : Start;
        var done = Anew.Count == 0 ? Earlier : [.. Earlier, new(Start, End, [.. Segments.Select(segment => segment.Hour)])];
        return new()
        {
            JournalSegment = end.Segment,
            JournalOffset = end.Offset,
            Segments = segments,
            After = after,
            Target = target,
            Earlier = [.. done.Where(range => range.End > after)],
        };
    }

    /// <summary>The batch without some of its segments, which are to be made anew.</summary>
    public SealedBatch Without(IReadOnlyCollection<SealedSegment> thrownAway) => this with
    {
        Segments = [.. Segments.Except(thrownAway)],
        Anew = [.. Anew, .. thrownAway.Select(segment => segment.Hour)],
    };

    private JournalPosition Start => After ?? default;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SealedBatch))]
internal sealed partial class SealedBatchJson : JsonSerializerContext;
