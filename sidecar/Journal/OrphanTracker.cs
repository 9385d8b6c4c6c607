using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Pairs started with finished records while segments are scanned in order. Every segment begins with the started records of the
/// calls that ran then, so the unbroken run of segments up to the newest holds every orphan; across a gap a call may have ended
/// in what is missing, so what was open before it is forgotten.
/// </summary>
internal sealed class OrphanTracker(ILogger log)
{
    private readonly Dictionary<string, byte[]> _open = new(StringComparer.Ordinal);
    private long _newest;

    /// <summary>Begins a segment that was written after <paramref name="previous"/>.</summary>
    public void Begin(long segment, long previous)
    {
        if (previous != _newest)
            _open.Clear();
        _newest = segment;
    }

    /// <summary>Passes a segment that was begun and lost all that it may have held.</summary>
    public void Bridge(long segment) => _newest = segment;

    /// <summary>Passes a segment that can't be read: what was open before it may have ended in it.</summary>
    public void Break() => _open.Clear();

    public void Add(RecordKind kind, ReadOnlySpan<byte> row)
    {
        if (RecordPayload.Id(row) is not { } id)
            return;
        if (kind == RecordKind.Finished)
            _open.Remove(id);
        else
            _open[id] = row.ToArray();
    }

    /// <summary>
    /// The finished records of calls that the last process left open. The caller got no proper end: 500 and <c>server</c> is what
    /// it would have been told; usage, cost and times stay unknown.
    /// </summary>
    public IEnumerable<GenerationRecord> Close()
    {
        foreach (byte[] row in _open.Values)
        {
            GenerationRecord? record = null;
            try
            {
                record = JsonSerializer.Deserialize(row, GenerationRecordJson.Default.GenerationRecord);
            }
            catch (JsonException)
            {
                Log.JournalOrphanUnreadable(log);
            }
            if (record is not null)
            {
                yield return record with
                {
                    Outcome = GenerationOutcomes.RouterCrashed,
                    StatusCode = 500,
                    ErrorType = "server",
                    FinishReason = "error",
                };
            }
        }
    }
}
