using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// The sidecar's own folder within a limit: before a write would go beyond it, the oldest objects are deleted. The kubelet
/// evicts a pod whose volume outgrows its limit, and nobody's workload ends for its log. What sinks have acknowledged stays
/// acknowledged.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="limit">Bytes that it may take on the disk.</param>
/// <param name="metrics">Counts what is deleted.</param>
/// <param name="logger">Says it, once a sweep.</param>
internal sealed class BoundedFolder(IObjectStore folder, long limit, SinkMetrics metrics, ILogger logger)
    : IObjectStore, IDisposable
{
    /// <summary>A sweep goes somewhat below the limit, so that not every write needs one.</summary>
    private const double LowWater = 0.9;

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Bytes on the disk at most; null: not known yet. Deletions by others make it less than this.</summary>
    private long? _bytes;

    public string Place => folder.Place;

    public async Task<PutResult> PutAsync(
        string name, Stream content, ObjectProperties properties, long ifGeneration, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            long added = FolderUsage.OnDisk(content.Length) + FolderUsage.Beside;
            await MakeRoomAsync(added, cancellationToken);
            var result = await folder.PutAsync(name, content, properties, ifGeneration, cancellationToken);
            if (result == PutResult.Created)
                _bytes += added;
            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task<byte[]?> GetRangeAsync(string name, long offset, int length, CancellationToken cancellationToken) =>
        folder.GetRangeAsync(name, offset, length, cancellationToken);

    public Task<Stream?> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        folder.OpenReadAsync(name, cancellationToken);

    public Task<StoredObject?> StatAsync(string name, CancellationToken cancellationToken) =>
        folder.StatAsync(name, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
        folder.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken) =>
        folder.ListFoldersAsync(prefix, cancellationToken);

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        folder.DeleteAsync(name, cancellationToken);

    public void Dispose() => _turn.Dispose();

    /// <summary>A fault here fails no write: the disk has room until somebody says otherwise.</summary>
    private async Task MakeRoomAsync(long added, CancellationToken cancellationToken)
    {
        if (_bytes + added <= limit)
            return;
        try
        {
            _bytes = FolderUsage.Of(Place);
            if (_bytes + added <= limit)
                return;
            var oldest = OldestBeyond(Math.Max(0, (long)(limit * LowWater) - added));
            // First, so that a crash leaves nothing untold; where the disk has no room for it, what is deleted makes some.
            bool noted = await TryNoteAsync(oldest, cancellationToken);
            long files = 0, freed = 0;
            foreach (var (name, bytes) in oldest)
            {
                if (!await folder.DeleteAsync(name, cancellationToken))
                    continue;
                files++;
                freed += bytes;
            }
            if (!noted && !await TryNoteAsync(oldest, cancellationToken))
                Log.FolderSweepNotNoted(logger, Place);
            // With what the ledger takes.
            _bytes = FolderUsage.Of(Place);
            if (files == 0)
                return;
            metrics.Swept(files, freed);
            Log.FolderBounded(logger, Place, limit, files, freed);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _bytes = null;
            Log.FolderNotBounded(logger, Place, limit, fault.GetType().Name);
        }
    }

    private List<(string Name, long Bytes)> OldestBeyond(long goal)
    {
        var oldest = new List<(string Name, long Bytes)>();
        long left = _bytes!.Value;
        foreach (var (name, bytes) in FolderUsage.OldestFirst(Place).TakeWhile(_ => left > goal))
        {
            oldest.Add((name, bytes));
            left -= bytes;
        }
        return oldest;
    }

    /// <summary>Notes which objects go without the other half of their segment; false: the ledger can't be written.</summary>
    private async Task<bool> TryNoteAsync(List<(string Name, long Bytes)> swept, CancellationToken cancellationToken)
    {
        var names = swept.Select(item => item.Name).ToHashSet(StringComparer.Ordinal);
        var halves = swept.Select(item => item.Name)
            .Where(name => ObjectNames.OtherHalf(name) is { } other && !names.Contains(other)).ToList();
        if (halves.Count == 0)
            return true;
        try
        {
            await SweepLedger.NoteLimitedAsync(folder, SegmentTarget.FolderPrefix, halves, IsMissed, cancellationToken);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private bool IsMissed(string name) => ObjectNames.OtherHalf(name) is { } other && File.Exists(Path.Combine(Place, other));
}
