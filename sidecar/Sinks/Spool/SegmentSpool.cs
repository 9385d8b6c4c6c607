using System.IO.Hashing;
using System.Text.Json;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks.Spool;

/// <summary>
/// The folder in which segments are written and sealed, encrypted with the journal's keys. One file, replaced atomically, says
/// which segments are sealed and up to where they hold the journal: it alone decides what a crash left behind. Segments without
/// it are made anew from the journal; sealed ones are delivered with the very bytes they were sealed with.
/// </summary>
internal sealed class SegmentSpool
{
    private readonly string _folder;
    private readonly string _manifest;
    private readonly Func<JournalKeyRing> _keys;
    private readonly SealedBatch? _found;

    public SegmentSpool(string folder, Func<JournalKeyRing> keys)
    {
        _folder = Path.GetFullPath(folder);
        _manifest = Path.Combine(_folder, "sealed.json");
        _keys = keys;
        Directory.CreateDirectory(_folder);
        Sealed = ReadManifest();
        _found = Sealed;
        var kept = (Sealed?.Undelivered ?? [])
            .SelectMany(segment => new[] { segment.RecordsFile, segment.ContentFile }).ToHashSet();
        foreach (string file in Directory.EnumerateFiles(_folder))
        {
            if (file != _manifest && !kept.Contains(Path.GetFileName(file)))
                File.Delete(file);
        }
    }

    /// <summary>What was sealed last; delivered segments have no files any more. Null: nothing was ever sealed.</summary>
    public SealedBatch? Sealed { get; private set; }

    /// <summary>Removes a spool folder with all it holds, where there is one.</summary>
    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>Whether a generation is sealed already, or delivered.</summary>
    public bool Covers(JournalPosition position, DateTimeOffset hour) => Sealed is { } batch && batch.Covers(position, hour);

    /// <summary>Whether an earlier process delivered it.</summary>
    public bool WasDelivered(JournalPosition position, DateTimeOffset hour) =>
        _found is { } found && found.HasDelivered(position, hour);

    public OpenSegment Open(
        SegmentTarget target, JournalEntry first, DateTimeOffset hour, string sidecar, Func<string, int> contentAttempt) =>
        new(_folder, _keys(), target, first, hour, sidecar, contentAttempt);

    /// <summary>Seals segments together. After it returns, no crash can change what will be delivered.</summary>
    public void Seal(IEnumerable<OpenSegment> segments, JournalPosition upTo, SegmentTarget target)
    {
        var all = segments.Select(segment => segment.Seal()).ToList();
        var before = Sealed ?? new() { JournalSegment = 0, JournalOffset = 0, Segments = [] };
        Write(before.Next(upTo, all, target));
    }

    /// <summary>Opens a sealed file's plain bytes.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or its key isn't known.</exception>
    public Stream OpenRead(SealedSegment segment, string file) => segment.IsInClear
        ? new FileStream(PathOf(file), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete)
        : new SpoolFileReader(PathOf(file), _keys());

    /// <summary>Whether a sealed file holds what it was sealed with.</summary>
    public async Task<bool> IsIntactAsync(
        SealedSegment segment, string file, uint crc, CancellationToken cancellationToken)
    {
        try
        {
            await using var bytes = OpenRead(segment, file);
            var found = new Crc32(Crc32ParameterSet.Crc32C);
            await found.AppendAsync(bytes, cancellationToken);
            return found.GetCurrentHashAsUInt32() == crc;
        }
        catch (Exception fault) when (fault is InvalidDataException or FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Replaces a segment by what it has become; a delivered one loses its files.</summary>
    public SealedSegment Replace(SealedSegment segment, SealedSegment by)
    {
        Write(Sealed! with { Segments = [.. Sealed.Segments.Select(other => other == segment ? by : other)] });
        if (by.Delivered)
            Delete(segment);
        else if (by.ContentFile is null && segment.ContentFile is { } content)
            File.Delete(PathOf(content));
        return by;
    }

    /// <summary>Throws sealed segments away: the journal still has them, and they are made anew.</summary>
    public void ThrowAway(IReadOnlyCollection<SealedSegment> segments)
    {
        Write(Sealed!.Without(segments));
        foreach (var segment in segments)
            Delete(segment);
    }

    /// <summary>What is left goes elsewhere than it was sealed for.</summary>
    public void Redirect(SegmentTarget target) => Write(Sealed! with { Target = target });

    /// <summary>Throws away all that isn't delivered, for good.</summary>
    public void Clear()
    {
        foreach (var segment in (Sealed?.Undelivered ?? []).ToList())
            Replace(segment, segment with { Delivered = true });
    }

    private string PathOf(string file) => Path.Combine(_folder, file);

    private void Delete(SealedSegment segment)
    {
        // Also where it has no content: the file is there, empty.
        File.Delete(PathOf(Path.ChangeExtension(segment.RecordsFile, ".content")));
        File.Delete(PathOf(segment.RecordsFile));
    }

    private void Write(SealedBatch batch)
    {
        string temporary = _manifest + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, batch, SealedBatchJson.Default.SealedBatch);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, _manifest, overwrite: true);
        DiskSync.Folder(_folder);
        Sealed = batch;
    }

    private SealedBatch? ReadManifest()
    {
        if (!File.Exists(_manifest))
            return null;
        try
        {
            using var file = File.OpenRead(_manifest);
            var batch = JsonSerializer.Deserialize(file, SealedBatchJson.Default.SealedBatch);
            return batch is { Target: null } ? ClearBatch.Read(batch, _folder) : batch;
        }
        catch (JsonException)
        {
            // Not ours, or damaged: what it covered is made anew from the journal.
            return null;
        }
    }
}
