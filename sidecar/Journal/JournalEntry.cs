using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// A finished generation, read back. Row and content stand in the reader's memory, until its <see
/// cref="IJournalReader.Release"/>;
/// the position and the record are the entry's own.
/// </summary>
/// <param name="position">Where it stands.</param>
/// <param name="recordJson">The record's JSON row, UTF-8.</param>
/// <param name="content">Content; null where none was written.</param>
/// <param name="record">The record, where it is known already.</param>
internal sealed class JournalEntry(
    JournalPosition position, ReadOnlyMemory<byte> recordJson, CapturedContent? content, GenerationRecord? record = null)
{
    private GenerationRecord? _record = record;

    public JournalPosition Position => position;

    public ReadOnlyMemory<byte> RecordJson => recordJson;

    public CapturedContent? Content => content;

    /// <summary>Which finished generation of its segment it is, from 1: what the backlog is counted by.</summary>
    internal int Ordinal { get; init; }

    /// <summary>The record, read from its row at first use.</summary>
    /// <exception cref="JsonException">The row isn't a record.</exception>
    public GenerationRecord Record =>
        _record ??= JsonSerializer.Deserialize(recordJson.Span, GenerationRecordJson.Default.GenerationRecord)!;
}
