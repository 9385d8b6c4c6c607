using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>Which key encrypts the objects.</summary>
internal static class KeyRule
{
    private const string Subject = "key";

    public static BucketFinding Judge(BucketExpectation expected, GcsBucketFacts facts)
    {
        if (expected.KmsKeyName is not { } wanted)
        {
            return new(FindingLevel.Ok, Subject, facts.DefaultKmsKeyName is { } own
                ? $"the bucket's own customer-managed key, {own}"
                : "Google's: no customer-managed key is asked for");
        }
        return facts.DefaultKmsKeyName == wanted
            ? new(FindingLevel.Ok, Subject, $"{wanted}, which is the bucket's default too")
            : new(
                FindingLevel.Warning, Subject,
                $"sidecars write with {wanted}; what others write gets {facts.DefaultKmsKeyName ?? "Google's key"}",
                $"gcloud storage buckets update gs://{expected.Bucket} --default-encryption-key={wanted}");
    }
}
