using System.Globalization;
using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Segments that wait for the key that opens them, or for a later version of the sidecar. They count as the journal's.
/// </summary>
internal sealed class ParkedSegments(JournalContext context)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, string?> _waiting = [];

    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Ids of the keys that are missing, hexadecimal.</summary>
    public IReadOnlyList<string> MissingKeys
    {
        get
        {
            lock (_gate)
                return [.. _waiting.Values.OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Takes up a file that is in the folder under its parked name.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="fault">Why it can't be opened.</param>
    /// <param name="keys">Keys that don't.</param>
    public void Add(long number, SegmentFault fault, JournalKeyRing keys)
    {
        string name = JournalFiles.Segment(number, JournalFiles.ParkedSuffix);
        string? keyId = null;
        Span<byte> bytes = stackalloc byte[SegmentHeader.Length];
        Span<byte> dataKey = stackalloc byte[JournalKeyRing.KeyLength];
        using (var file = context.Files.Open(Path.Combine(context.Folder, name), write: false))
        {
            context.Catalog.AddBytes(file.Length);
            SegmentHeader.Read(bytes[..file.Read(bytes, 0)], keys, dataKey, out var header);
            if (fault == SegmentFault.UnknownKey)
                keyId = header.KeyId.ToString("x16", CultureInfo.InvariantCulture);
        }
        lock (_gate)
            _waiting[number] = keyId;
        Log.JournalSegmentParked(
            context.Log, name, keyId is null ? "a later version of the sidecar" : $"key {keyId}",
            keyId is null ? "run that version" : "give the key back as journal-key-previous-N");
    }

    /// <summary>Hands the segments that these keys open back to the writer.</summary>
    public void Rejoin(JournalKeyRing keys, JournalWriter writer)
    {
        long[] waiting;
        lock (_gate)
            waiting = [.. _waiting.Keys];
        foreach (long number in waiting)
        {
            try
            {
                if (!TryRejoin(number, keys, writer))
                    continue;
                lock (_gate)
                    _waiting.Remove(number);
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                Log.JournalMaintenanceFailed(context.Log, e);
            }
        }
    }

    private bool TryRejoin(long parked, JournalKeyRing keys, JournalWriter writer)
    {
        string path = Path.Combine(context.Folder, JournalFiles.Segment(parked, JournalFiles.ParkedSuffix));
        using var reader = SegmentReader.TryOpen(context.Files, path, keys, out _);
        if (reader is null)
            return false;
        long length;
        using (var file = context.Files.Open(path, write: false))
            length = file.Length;
        // Nobody writes to it: it can be read through before anyone has to wait.
        var (finished, lastFinished) = reader.CountFinished(length);
        context.Metrics.Quarantined(reader.DamagedRecords);
        context.Metrics.Lost(LossReasons.Damaged, reader.DamagedRecords);
        bool rejoined = writer.Rejoin(path, (number, target) =>
        {
            var segment = new Segment(number, target, reader.Header.CreatedAt);
            segment.Set(reader.Offset, finished, lastFinished);
            segment.Synced = reader.Offset;
            segment.Seal();
            Log.JournalSegmentUnparked(context.Log, parked, number);
            return segment;
        });
        if (rejoined)
            context.Catalog.AddBytes(reader.Offset - length);
        return rejoined;
    }
}
