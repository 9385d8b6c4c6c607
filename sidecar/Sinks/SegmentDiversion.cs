using K8sRouter.Core.Configuration;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Sinks.Spool;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// What happens to sealed segments whose stores, or the rule for content, changed before they were delivered: nothing goes to
/// the old place any more. An earlier attempt may have reached it and lost its answer, so it is asked, as far as it answers;
/// what isn't there is thrown away and made anew for the new place.
/// </summary>
internal sealed class SegmentDiversion(SegmentSpool spool, ObjectStores stores, ILogger logger)
{
    /// <returns>Whether everything that is undelivered is still to be delivered as it was sealed.</returns>
    public async Task<bool> RunAsync(ActiveConfiguration active, SegmentTarget target, CancellationToken cancellationToken)
    {
        var before = spool.Sealed!.SealedFor;
        var anew = new List<SealedSegment>();
        int withContent = 0;
        foreach (var segment in spool.Sealed.Undelivered.ToList())
        {
            if (await IsThereAsync(
                before.Rows, segment.RecordsObject, segment.Summary.RecordsCrc32C, active.Credentials, cancellationToken))
            {
                spool.Replace(segment, segment with { Delivered = true });
                continue;
            }
            bool rowsStay = SegmentTarget.IsSamePlace(before.Rows, target.Rows);
            if (segment.ContentFile is null && rowsStay)
                continue;
            if (rowsStay && await IsThereAsync(
                before.Content, segment.ContentObject!, segment.Summary.ContentCrc32C, active.Credentials, cancellationToken))
            {
                // Rows have to name it, or nobody would find it to erase it.
                spool.Replace(segment, segment with { ContentFile = null });
                continue;
            }
            anew.Add(segment);
            withContent += segment.Summary.ContentCount;
        }
        spool.Redirect(target);
        if (anew.Count == 0)
            return true;
        spool.ThrowAway(anew);
        Log.SealedForAnotherStore(logger, anew.Sum(segment => segment.Summary.Count), withContent);
        return false;
    }

    private async Task<bool> IsThereAsync(
        StoreSettings? store, string name, uint crc, Credentials credentials, CancellationToken cancellationToken)
    {
        try
        {
            return await stores.Find(store, credentials).StatAsync(name, cancellationToken) is { } found
                && PutComparison.Compare(found, found.Length, crc, ifGeneration: 0) == PutResult.AlreadyExistsSame;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It may be gone for good, with its credential: then nothing more is to be known.
            return false;
        }
    }
}
