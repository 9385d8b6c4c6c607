using System.Text.Json;
using Google.Apis.Storage.v1.Data;

namespace K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

/// <summary>Takes what is needed from Google's descriptions of a bucket.</summary>
internal static class GcsBucketReader
{
    /// <exception cref="GcsTransientException">The answer was none of a bucket.</exception>
    public static Bucket Check(Bucket? bucket) => bucket?.Metageneration is not null ? bucket : throw NotOfBucket();

    /// <param name="answer">The bucket as the library read it.</param>
    /// <param name="lifecycleRules">Its lifecycle rules as they came.</param>
    public static GcsBucketFacts ReadFacts(Bucket? answer, IEnumerable<JsonElement> lifecycleRules)
    {
        var bucket = Check(answer);
        return new()
        {
            Location = bucket.Location ?? "",
            LocationType = bucket.LocationType,
            DataLocations = bucket.CustomPlacementConfig?.DataLocations?.AsReadOnly() ?? (IReadOnlyList<string>)[],
            CreatedAt = bucket.TimeCreatedDateTimeOffset,
            UniformBucketLevelAccess = bucket.IamConfiguration?.UniformBucketLevelAccess?.Enabled == true,
            PublicAccessPrevention = bucket.IamConfiguration?.PublicAccessPrevention,
            SoftDeleteSeconds = bucket.SoftDeletePolicy?.RetentionDurationSeconds ?? 0,
            RetentionSeconds = bucket.RetentionPolicy?.RetentionPeriod,
            RetentionLocked = bucket.RetentionPolicy?.IsLocked == true,
            ObjectRetention = bucket.ObjectRetention?.Mode == "Enabled",
            DefaultEventBasedHold = bucket.DefaultEventBasedHold == true,
            LifecycleRules = [.. lifecycleRules.Select(GcsLifecycleRule.Read)],
            DefaultKmsKeyName = bucket.Encryption?.DefaultKmsKeyName,
            Versioning = bucket.Versioning?.Enabled == true,
            Metageneration = bucket.Metageneration!.Value,
        };
    }

    /// <exception cref="GcsTransientException">The answer was none of a policy.</exception>
    public static GcsBucketIam ReadIam(Policy? policy) => policy?.ETag is null
        ? throw NotOfBucket()
        : new()
        {
            Bindings =
            [
                .. (policy.Bindings ?? []).Select(binding => new GcsIamBinding
                {
                    Role = binding.Role ?? "",
                    Members = [.. binding.Members ?? []],
                    IsConditional = binding.Condition is not null,
                }),
            ],
        };

    private static GcsTransientException NotOfBucket() => new("an answer that doesn't describe the bucket");
}
