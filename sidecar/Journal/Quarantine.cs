using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Segments whose header, and with it the key to everything else, is damaged. They are kept for whoever wants to look into it,
/// and count as the journal's; the oldest go once they take more than their share.
/// </summary>
internal sealed class Quarantine(JournalContext context)
{
    private readonly SortedDictionary<long, long> _bytes = [];

    public int Count => _bytes.Count;

    public long Bytes { get; private set; }

    /// <summary>Takes up a file that is in the folder under its quarantined name.</summary>
    public void Add(long number, long bytes)
    {
        _bytes[number] = bytes;
        Bytes += bytes;
        context.Catalog.AddBytes(bytes);
    }

    /// <summary>Deletes the oldest until the others keep to their share, which one ordinary segment always does.</summary>
    public void Trim()
    {
        while (Bytes > context.Options.QuarantineBytes)
        {
            var (number, bytes) = _bytes.First();
            string name = JournalFiles.Segment(number, JournalFiles.QuarantinedSuffix);
            if (!DiskFaults.Ignore(() => context.Files.Delete(Path.Combine(context.Folder, name))))
                return;
            _bytes.Remove(number);
            Bytes -= bytes;
            context.Catalog.AddBytes(-bytes);
            context.Metrics.QuarantineDeleted();
            Log.JournalQuarantineDeleted(context.Log, name, bytes);
        }
    }
}
