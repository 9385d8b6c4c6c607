using System.Globalization;
using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

/// <summary>Reads what the JSON API says of a bucket.</summary>
internal static class GcsBucketReader
{
    public static GcsBucketFacts ReadFacts(JsonElement bucket)
    {
        var access = bucket.Get("iamConfiguration");
        var retention = bucket.Get("retentionPolicy");
        return new()
        {
            Location = bucket.Get("location").Text() ?? "",
            LocationType = bucket.Get("locationType").Text(),
            DataLocations = Texts(bucket.Get("customPlacementConfig").Get("dataLocations")),
            CreatedAt = DateTimeOffset.TryParse(
                bucket.Get("timeCreated").Text(), CultureInfo.InvariantCulture, out var created) ? created : null,
            UniformBucketLevelAccess = IsTrue(access.Get("uniformBucketLevelAccess").Get("enabled")),
            PublicAccessPrevention = access.Get("publicAccessPrevention").Text(),
            SoftDeleteSeconds = Number(bucket.Get("softDeletePolicy").Get("retentionDurationSeconds")) ?? 0,
            RetentionSeconds = Number(retention.Get("retentionPeriod")),
            RetentionLocked = IsTrue(retention.Get("isLocked")),
            ObjectRetention = bucket.Get("objectRetention").Get("mode").Text() == "Enabled",
            DefaultEventBasedHold = IsTrue(bucket.Get("defaultEventBasedHold")),
            LifecycleRules = [.. bucket.Get("lifecycle").Get("rule").Items().Select(GcsLifecycleRule.Read)],
            DefaultKmsKeyName = bucket.Get("encryption").Get("defaultKmsKeyName").Text(),
            Versioning = IsTrue(bucket.Get("versioning").Get("enabled")),
            Metageneration = Number(bucket.Get("metageneration")) ?? 0,
        };
    }

    public static GcsBucketIam ReadIam(JsonElement policy) => new()
    {
        Bindings =
        [
            .. policy.Get("bindings").Items().Select(binding => new GcsIamBinding
            {
                Role = binding.Get("role").Text() ?? "",
                Members = Texts(binding.Get("members")),
                IsConditional = binding.Get("condition") is not null,
            }),
        ],
    };

    private static string[] Texts(JsonElement? array) => [.. array.Items().Select(item => item.GetString() ?? "")];

    private static bool IsTrue(JsonElement? value) => value is { ValueKind: JsonValueKind.True };

    // The API writes 64-bit numbers as strings.
    private static long? Number(JsonElement? value) =>
        long.TryParse(value?.ToString(), CultureInfo.InvariantCulture, out long number) ? number : null;
}
