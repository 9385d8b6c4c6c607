using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Journal;

/// <summary>A finished generation, read back.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="RecordJson">The record's JSON row, UTF-8.</param>
/// <param name="Content">Content; null where none was written.</param>
internal sealed record JournalEntry(JournalPosition Position, ReadOnlyMemory<byte> RecordJson, CapturedContent? Content)
{
    private GenerationRecord? _record;

    /// <summary>Which finished generation of its segment it is, from 1: what the backlog is counted by.</summary>
    internal int Ordinal { get; init; }

    /// <summary>The record, read from its row at first use.</summary>
    public GenerationRecord Record =>
        _record ??= JsonSerializer.Deserialize(RecordJson.Span, GenerationRecordJson.Default.GenerationRecord)!;
}
