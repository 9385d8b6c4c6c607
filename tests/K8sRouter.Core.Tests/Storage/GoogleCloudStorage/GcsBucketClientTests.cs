using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

public sealed class GcsBucketClientTests : IAsyncLifetime
{
    private const string Unknown = """{"action":{"type":"SetStorageClass","storageClass":"NEARLINE"},"condition":{"age":30,"isLive":true,"newThing":{"x":1.50}}}""";
    private readonly GcsFixture _gcs = new();

    private GcsDoubleBucket Bucket => _gcs.Service.Bucket(GcsFixture.Bucket);

    public Task InitializeAsync() => _gcs.InitializeAsync();

    public Task DisposeAsync() => _gcs.DisposeAsync();

    [Fact]
    public async Task The_settings_of_a_bucket_are_read()
    {
        (Bucket.Retention, Bucket.RetentionLocked, Bucket.ObjectRetention) = (TimeSpan.FromDays(30), true, true);
        (Bucket.DefaultEventBasedHold, Bucket.Versioning, Bucket.DefaultKmsKeyName) = (true, true, "projects/p/k");
        Bucket.Lifecycle = $$$"""{"rule":[{{{Unknown}}},{"action":{"type":"Delete"},"condition":{"age":90,"matchesPrefix":["k8srouter/"]}}]}""";

        var facts = await _gcs.OpenBucket().GetAsync(default);

        Assert.Equal(("EUROPE-WEST4", "region", 1L), (facts.Location, facts.LocationType, facts.Metageneration));
        Assert.Equal((true, "enforced", 7 * 86400L), (facts.UniformBucketLevelAccess, facts.PublicAccessPrevention, facts.SoftDeleteSeconds));
        Assert.Equal((30 * 86400L, true, true), (facts.RetentionSeconds!.Value, facts.RetentionLocked, facts.ObjectRetention));
        Assert.Equal((true, true, "projects/p/k"), (facts.DefaultEventBasedHold, facts.Versioning, facts.DefaultKmsKeyName));
        Assert.NotNull(facts.CreatedAt);
        Assert.Collection(
            facts.LifecycleRules,
            rule => Assert.Equal(("SetStorageClass", 30, "", "isLive newThing", Unknown), Describe(rule)),
            rule => Assert.Equal(("Delete", 90, "k8srouter/", "", rule.Json), Describe(rule)));
    }

    [Fact]
    public async Task A_bucket_without_any_of_it_is_read_too()
    {
        (Bucket.SoftDelete, Bucket.UniformAccess, Bucket.PublicAccessPrevention) = (TimeSpan.Zero, false, "inherited");

        var facts = await _gcs.OpenBucket().GetAsync(default);

        Assert.Equal((0L, null, false), (facts.SoftDeleteSeconds, facts.RetentionSeconds, facts.RetentionLocked));
        Assert.Equal((false, "inherited", null), (facts.UniformBucketLevelAccess, facts.PublicAccessPrevention, facts.DefaultKmsKeyName));
        Assert.Empty(facts.LifecycleRules);
    }

    [Fact]
    public async Task A_rule_is_added_and_the_others_stay_byte_for_byte()
    {
        Bucket.Lifecycle = $$"""{"rule":[{{Unknown}}]}""";
        var client = _gcs.OpenBucket();
        var facts = await client.GetAsync(default);

        await client.SetLifecycleAsync([.. facts.LifecycleRules, GcsLifecycleRule.Delete(90, ["k8srouter/content/"])], facts.Metageneration, default);

        Assert.Equal(
            $$$"""{"rule":[{{{Unknown}}},{"action":{"type":"Delete"},"condition":{"age":90,"matchesPrefix":["k8srouter/content/"]}}]}""",
            Bucket.Lifecycle);
        Assert.Equal(2, (await client.GetAsync(default)).Metageneration);
    }

    [Fact]
    public async Task Settings_that_somebody_changed_meanwhile_stay()
    {
        var client = _gcs.OpenBucket();
        var facts = await client.GetAsync(default);
        await client.SetLifecycleAsync([GcsLifecycleRule.Delete(100, [])], facts.Metageneration, default);

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(
            () => client.SetLifecycleAsync([GcsLifecycleRule.Delete(90, [])], facts.Metageneration, default));

        Assert.Equal((StoreFault.Refused, 412), (fault.Fault, fault.Status!.Value));
        Assert.Contains("\"age\":100", Bucket.Lifecycle, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_use_the_bucket_is_read_with_conditions()
    {
        Bucket.IamBindings = """
            [{"role":"roles/storage.objectViewer","members":["allUsers","user:a@example.com"]},
             {"role":"roles/storage.admin","members":["group:b@example.com"],"condition":{"title":"t","expression":"true"}}]
            """;

        var iam = await _gcs.OpenBucket().GetIamAsync(default);

        Assert.Equal(
            ["roles/storage.objectViewer allUsers,user:a@example.com False", "roles/storage.admin group:b@example.com True"],
            iam.Bindings.Select(binding => $"{binding.Role} {string.Join(',', binding.Members)} {binding.IsConditional}"));
    }

    [Fact]
    public async Task A_bucket_that_isnt_there_or_may_not_be_read_is_a_fault()
    {
        _gcs.Service.Faults.Next(GcsRequestKind.BucketIam, GcsFault.Status(403, "forbidden"));
        Assert.Equal(
            StoreFault.Forbidden,
            (await Assert.ThrowsAsync<ObjectStoreException>(() => _gcs.OpenBucket().GetIamAsync(default))).Fault);

        _gcs.Service.RemoveBucket(GcsFixture.Bucket);
        Assert.Equal(
            StoreFault.Missing,
            (await Assert.ThrowsAsync<ObjectStoreException>(() => _gcs.OpenBucket().GetAsync(default))).Fault);
    }

    private static (string Action, int? Age, string Prefixes, string Others, string Json) Describe(GcsLifecycleRule rule) =>
        (rule.Action, rule.AgeDays, string.Join(' ', rule.MatchesPrefix), string.Join(' ', rule.OtherConditions), rule.Json);
}
