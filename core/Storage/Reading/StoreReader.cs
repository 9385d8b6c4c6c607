namespace K8sRouter.Core.Storage.Reading;

/// <summary>
/// Reads generations out of a store without a database and with bounded memory: an id names its hour and its sidecar, and so the
/// few segments; everything else walks the partitions. Rows that can't be read are counted and passed over.
/// </summary>
/// <param name="store">Holds the rows.</param>
/// <param name="scope">The part of it that is read.</param>
/// <param name="otherBuckets">
/// Gives the store of another bucket that rows name for their content; null, or its null: content there is out of reach.
/// </param>
public sealed class StoreReader(IObjectStore store, StoreScope scope, Func<string, IObjectStore?>? otherBuckets = null)
{
    /// <summary>The generation; null: the store doesn't hold it (yet), or it isn't an id.</summary>
    /// <exception cref="IOException">The store is at fault.</exception>
    public Task<StoredGeneration?> FindAsync(string id, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{store} {scope}");

    /// <summary>
    /// The newest generations that match, newest first. Hours are walked backwards, and no older one is opened than needed.
    /// </summary>
    /// <param name="query">What is wanted.</param>
    /// <param name="tally">Counts what is read; null: nobody asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit isn't 1 to <see cref="GenerationQuery.LargestLimit"/>.</exception>
    /// <exception cref="IOException">The store is at fault.</exception>
    public IAsyncEnumerable<StoredGeneration> NewestAsync(
        GenerationQuery query, ReadingTally? tally, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// All generations that match in the order of storage: by hour, workspace, object and row. Memory doesn't grow with their
    /// number. Each says where it stands (<see cref="StoredGeneration.Position"/>).
    /// </summary>
    /// <param name="query">What is wanted; its limit doesn't count.</param>
    /// <param name="after">Goes on behind this row; null: from the beginning.</param>
    /// <param name="tally">Counts what is read; null: nobody asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException"><paramref name="after"/> names no records' object of this scope.</exception>
    /// <exception cref="IOException">The store is at fault.</exception>
    public IAsyncEnumerable<StoredGeneration> ScanAsync(
        GenerationQuery query, StorePosition? after, ReadingTally? tally, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>The content of a generation that this reader found: one range of one object is read.</summary>
    /// <exception cref="IOException">The store is at fault.</exception>
    public Task<StoredContent> ReadContentAsync(StoredGeneration generation, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{otherBuckets}");
}
