using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;
using K8sRouter.Operator.Commands.Logs.Bucket;
using K8sRouter.Operator.Commands.Logs.Stores;

namespace K8sRouter.Operator.Commands.Logs.Erasing;

/// <summary>What erasing leaves behind, and where: said every time, so that nobody promises more.</summary>
internal sealed class ErasureReach(StoreOpener opener, TimeProvider time)
{
    private static readonly string[] Always =
    [
        "traces that were sent to destinations: erase them there",
        "what sidecars hold in their journals and upload folders, which a running one delivers within --segment-age (60s), or "
            + "after an outage: erase again then",
        "exports, and copies that others made of the store",
    ];

    /// <param name="store">Where was erased.</param>
    /// <param name="byUser">Whether by user, whom rows alone name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<string>> SentencesAsync(LogStore store, bool byUser, CancellationToken cancellationToken)
    {
        var sentences = new List<string>();
        foreach (var place in store.Reached.Where(place => place.Bucket is not null))
            sentences.AddRange(await OfBucketAsync(place, cancellationToken));
        sentences.AddRange(Always);
        if (byUser)
            sentences.Add("content whose rows were lost, since rows alone name users: logs verify finds it; erase it by --id");
        sentences.AddRange(store.Unreached.Select(place => $"{place}, which holds {place.Holds}: erase there too, by --from"));
        if (!store.Place.IsDeclared)
            sentences.Add("other stores of the workspace, such as one of content that the platform may use (spec.dataUse.store)");
        return sentences;
    }

    /// <summary>What a bucket keeps of bytes that were replaced now.</summary>
    public static IEnumerable<string> OfBucket(string place, GcsBucketFacts facts, DateTimeOffset now)
    {
        if (facts.SoftDeleteSeconds > 0)
        {
            yield return $"{place}: soft delete keeps the bytes as they were for {Spans.Text(facts.SoftDeleteSeconds)}, until "
                + $"{Instants.Text(now.AddSeconds(facts.SoftDeleteSeconds))}; who may restore objects can read them until then";
        }
        if (facts.Versioning)
            yield return $"{place}: object versioning keeps the bytes as they were as earlier versions, until those are deleted";
        if (facts.RetentionSeconds is { } seconds)
        {
            yield return $"{place}: its retention policy{(facts.RetentionLocked ? " (locked)" : "")} keeps every object for "
                + $"{Spans.Text(seconds)}; what was written since {Instants.Text(now.AddSeconds(-seconds))} can't be erased "
                + "before that is over";
        }
        if (facts.LifecycleRules.Any(rule => rule.Action == "Delete" && rule.AgeDays is not null))
            yield return $"{place}: objects that were written anew count as new for its lifecycle rules";
    }

    private async Task<IEnumerable<string>> OfBucketAsync(StorePlace place, CancellationToken cancellationToken)
    {
        try
        {
            return OfBucket(place.ToString(), await opener.OpenBucket(place).GetAsync(cancellationToken), time.GetUtcNow());
        }
        catch (ObjectStoreException e)
        {
            // Erased is erased: what can't be told of it is said, and hides nothing.
            var why = e.Fault == StoreFault.Forbidden
                ? "this credential may not read the bucket's settings (storage.buckets.get)"
                : "the bucket's settings can't be read now";
            return [$"{place}: whatever soft delete (7 days, unless changed), versioning or a retention policy keeps; {why}"];
        }
    }
}
