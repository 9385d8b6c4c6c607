using System.Text;
using System.Text.Json;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// The folder in which segments are written and sealed. One file, replaced atomically, says which segments are sealed and up
/// to where they hold the journal: it alone decides what a crash left behind. Segments without it are made anew from the
/// journal; sealed ones are delivered with the very bytes they were sealed with.
/// </summary>
internal sealed class SegmentSpool
{
    private readonly string _folder;
    private readonly string _manifest;

    public SegmentSpool(string folder)
    {
        _folder = Path.GetFullPath(folder);
        _manifest = Path.Combine(_folder, "sealed.json");
        Directory.CreateDirectory(_folder);
        Sealed = ReadManifest();
        var kept = (Sealed?.Segments ?? []).SelectMany(segment => new[] { segment.RecordsFile, segment.ContentFile }).ToHashSet();
        foreach (string file in Directory.EnumerateFiles(_folder))
        {
            if (file != _manifest && !kept.Contains(Path.GetFileName(file)))
                File.Delete(file);
        }
    }

    /// <summary>What was sealed last; delivered segments have no files any more. Null: nothing was ever sealed.</summary>
    public SealedBatch? Sealed { get; private set; }

    public OpenSegment Open(string prefix, JournalEntry first, DateTimeOffset hour, string sidecar) =>
        new(_folder, prefix, first, hour, sidecar);

    /// <summary>Seals segments together. After it returns, no crash can change what will be delivered.</summary>
    public void Seal(IEnumerable<OpenSegment> segments, JournalPosition upTo)
    {
        var all = segments.Select(segment => segment.Seal()).ToList();
        Write(new() { JournalSegment = upTo.Segment, JournalOffset = upTo.Offset, Segments = all });
    }

    /// <summary>Path of a sealed segment's file.</summary>
    public string PathOf(string file) => Path.Combine(_folder, file);

    /// <summary>Removes a delivered segment's files; content first, since its absence says that it was delivered.</summary>
    public void Delete(SealedSegment segment)
    {
        // Also where it has no content: the file is there, empty.
        File.Delete(PathOf(Path.ChangeExtension(segment.RecordsFile, ".content")));
        File.Delete(PathOf(segment.RecordsFile));
    }

    /// <summary>Takes the content out of a sealed segment that may no longer be stored.</summary>
    public SealedSegment WithoutContent(SealedSegment segment)
    {
        string file = Path.ChangeExtension(segment.RecordsFile, ".rows");
        uint crc = Crc32C.Empty;
        using (var target = new FileStream(PathOf(file), FileMode.Create, FileAccess.Write))
        {
            foreach (string row in File.ReadLines(PathOf(segment.RecordsFile)))
            {
                byte[] bare = [.. SegmentRows.WithoutContent(Encoding.UTF8.GetBytes(row)), (byte)'\n'];
                target.Write(bare);
                crc = Crc32C.Append(crc, bare);
            }
            target.Flush(flushToDisk: true);
        }
        var bareSegment = segment with
        {
            RecordsFile = file,
            ContentFile = null,
            ContentName = null,
            Summary = segment.Summary with { RecordsCrc32C = crc, ContentCount = 0, ContentCrc32C = Crc32C.Empty },
        };
        Write(Sealed! with { Segments = [.. Sealed.Segments.Select(other => other == segment ? bareSegment : other)] });
        Delete(segment);
        return bareSegment;
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
            return JsonSerializer.Deserialize(file, SealedBatchJson.Default.SealedBatch);
        }
        catch (JsonException)
        {
            // Not ours, or damaged: what it covered is made anew from the journal.
            return null;
        }
    }
}
