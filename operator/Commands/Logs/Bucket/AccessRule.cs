using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>Whether anything but the bucket's own policy can open its objects.</summary>
internal static class AccessRule
{
    public static IEnumerable<BucketFinding> Judge(BucketExpectation expected, GcsBucketFacts facts)
    {
        var enforced = facts.PublicAccessPrevention == "enforced";
        yield return facts.UniformBucketLevelAccess
            ? new(FindingLevel.Ok, "uniform access", "on: the bucket's policy alone decides")
            : new(
                enforced ? FindingLevel.Warning : FindingLevel.Error, "uniform access",
                "off: any object can be opened to others by a list of its own",
                $"gcloud storage buckets update gs://{expected.Bucket} --uniform-bucket-level-access");
        yield return enforced
            ? new(FindingLevel.Ok, "public access", "prevented")
            : new(
                FindingLevel.Warning, "public access", "not prevented by the bucket itself: somebody could open it to everybody",
                $"gcloud storage buckets update gs://{expected.Bucket} --public-access-prevention");
    }
}
