using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>What the bucket keeps of objects that were deleted or written anew: erased text stays that long.</summary>
internal static class KeptRule
{
    public static IEnumerable<BucketFinding> Judge(BucketExpectation expected, GcsBucketFacts facts)
    {
        yield return facts.SoftDeleteSeconds == 0
            ? new(FindingLevel.Ok, "soft delete", "off: what is erased is gone")
            : new(
                FindingLevel.Warning, "soft delete",
                $"on: what is erased or expires can be restored for {Spans.Text(facts.SoftDeleteSeconds)}",
                $"Count it into what you promise, or: gcloud storage buckets update gs://{expected.Bucket} --clear-soft-delete");
        yield return facts.Versioning
            ? new(
                FindingLevel.Warning, "versioning", "on: what is erased or expires stays as an earlier version",
                $"gcloud storage buckets update gs://{expected.Bucket} --no-versioning, and delete the earlier versions.")
            : new(FindingLevel.Ok, "versioning", "off");
    }
}
