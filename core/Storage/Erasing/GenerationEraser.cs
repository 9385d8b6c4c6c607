using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Erasing;

/// <summary>
/// Erases content and identities: a content's gzip member is replaced by a tombstone of the same length, so that every other
/// place stays valid, and its row loses what can name a person. Content goes first, so that after a crash the same request
/// finds what remains. Safe beside writers and other erasers; objects are replaced only as the generation that was read.
/// </summary>
/// <param name="store">Holds the rows.</param>
/// <param name="scope">The part of it in which is erased.</param>
/// <param name="otherBuckets">
/// Gives the store of another bucket that rows name for their content; null, or its null: a failure for what lies there.
/// </param>
public sealed class GenerationEraser(IObjectStore store, StoreScope scope, Func<string, IObjectStore?>? otherBuckets = null)
{
    /// <summary>Erases; may be run again, and then does what is left.</summary>
    /// <exception cref="ArgumentException">Not exactly one of id, user and day, or no id of a generation.</exception>
    /// <exception cref="IOException">
    /// The store can't be listed or read at all; an object that can't be changed is in the report instead.
    /// </exception>
    public Task<ErasureReport> EraseAsync(
        ErasureRequest request, IProgress<StoreProgress>? progress, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{store} {scope} {otherBuckets}");
}
