using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;
using K8sRouter.Operator.Commands.Logs.Bucket;

namespace K8sRouter.Operator.Tests.Commands.Logs;

public sealed class BucketRulesTests
{
    private static readonly BucketExpectation Expected = new()
    {
        Bucket = "b",
        Prefix = "k8srouter",
        Region = "europe",
        HoldsRecords = true,
        HoldsContent = true,
        RetentionDays = 120,
    };

    private static readonly GcsBucketFacts Sound = new()
    {
        Location = "EUROPE-WEST4",
        UniformBucketLevelAccess = true,
        PublicAccessPrevention = "enforced",
        LifecycleRules = [GcsLifecycleRule.Delete(120, ["k8srouter/content/"])],
    };

    [Theory]
    [InlineData("EU", "europe")]
    [InlineData("eu", "europe")]
    [InlineData("EUR4", "europe")]
    [InlineData("EUROPE-WEST1", "europe")]
    [InlineData("EUROPE-NORTH2", "europe")]
    [InlineData("EUROPE-WEST2", "global")]
    [InlineData("EUROPE-WEST6", "global")]
    [InlineData("EUR5", "global")]
    [InlineData("EUR7", "global")]
    [InlineData("EUR8", "global")]
    [InlineData("US", "us")]
    [InlineData("NAM4", "us")]
    [InlineData("US-EAST4", "us")]
    [InlineData("NORTHAMERICA-NORTHEAST1", "global")]
    [InlineData("ASIA", "global")]
    [InlineData("EUROPE-WEST99", "global")]
    [InlineData("", "global")]
    public void A_location_lies_in_the_region_of_its_countries(string location, string region) =>
        Assert.Equal(region, BucketLocations.RegionOf(location, []));

    [Theory]
    [InlineData("EUROPE-WEST1", "EUROPE-WEST4", "europe")]
    [InlineData("EUROPE-WEST1", "EUROPE-WEST2", "global")]
    [InlineData("EUROPE-WEST1", "EUROPE-NOWHERE1", "global")]
    public void A_dual_region_lies_where_both_of_its_parts_do(string one, string other, string region) =>
        Assert.Equal(region, BucketLocations.RegionOf("EU", [one, other]));

    [Fact]
    public void A_bucket_as_the_policy_wants_it_has_nothing_to_mend()
    {
        var findings = BucketRules.Judge(Expected, Sound, new GcsBucketIam());

        Assert.All(findings, finding => Assert.Equal(FindingLevel.Ok, finding.Level));
        Assert.All(findings, finding => Assert.Null(finding.Do));
    }

    [Theory]
    [InlineData("US-EAST1", "europe", "Error")]
    [InlineData("EUROPE-WEST2", "europe", "Error")]
    [InlineData("EU", "us", "Error")]
    [InlineData("EU", "global", "Ok")]
    [InlineData("ASIA", null, "Ok")]
    public void A_bucket_elsewhere_than_declared_is_an_error(string location, string? declared, string level) =>
        Assert.Equal(level, $"{LocationRule.Judge(Expected with { Region = declared }, Sound with { Location = location }).Level}");

    [Fact]
    public void Everybody_and_whole_projects_among_the_readers_stand_out()
    {
        var policy = new GcsBucketIam
        {
            Bindings =
            [
                new() { Role = "roles/storage.legacyObjectReader", Members = ["allUsers", "projectViewer:p"] },
                new() { Role = "roles/storage.objectCreator", Members = ["allAuthenticatedUsers", "serviceAccount:writer@p"] },
                new() { Role = "roles/storage.objectViewer", Members = ["user:auditor@example.com"] },
            ],
        };

        var findings = ReadersRule.Judge(policy).ToArray();

        Assert.Equal([FindingLevel.Error, FindingLevel.Warning, FindingLevel.Ok], findings.Select(finding => finding.Level));
        Assert.Equal("everybody: allAuthenticatedUsers (roles/storage.objectCreator); allUsers (roles/storage.legacyObjectReader)", findings[0].What);
        Assert.Contains("projectViewer:p", findings[1].What, StringComparison.Ordinal);
        Assert.Contains("user:auditor@example.com (roles/storage.objectViewer)", findings[2].What, StringComparison.Ordinal);
        Assert.DoesNotContain("writer", findings[2].What, StringComparison.Ordinal);
    }

    [Fact]
    public void Readers_that_cant_be_known_are_a_warning() =>
        Assert.Equal(FindingLevel.Warning, Assert.Single(ReadersRule.Judge(null)).Level);

    [Theory]
    [InlineData(true, "enforced", "Ok", "Ok")]
    [InlineData(false, "enforced", "Warning", "Ok")]
    [InlineData(true, "inherited", "Ok", "Warning")]
    [InlineData(false, null, "Error", "Warning")]
    public void Lists_of_single_objects_and_missing_prevention_are_told(bool uniform, string? prevention, string first, string second)
    {
        var findings = AccessRule.Judge(Expected, Sound with { UniformBucketLevelAccess = uniform, PublicAccessPrevention = prevention });

        Assert.Equal([first, second], findings.Select(finding => $"{finding.Level}"));
    }

    [Fact]
    public void No_rule_that_deletes_content_is_a_warning() =>
        Assert.Equal(FindingLevel.Warning, Lifecycle().Level);

    [Fact]
    public void A_rule_that_deletes_sooner_than_promised_is_an_error()
    {
        Assert.Equal(FindingLevel.Error, Lifecycle(GcsLifecycleRule.Delete(119, ["k8srouter/content/"])).Level);
        Assert.Equal(FindingLevel.Error, Lifecycle(GcsLifecycleRule.Delete(30, ["k8srouter/content/workspace=team-a/"]), GcsLifecycleRule.Delete(120, ["k8srouter/content/"])).Level);
        Assert.Equal(FindingLevel.Error, Lifecycle(GcsLifecycleRule.Delete(30, [])).Level);
    }

    [Fact]
    public void A_rule_that_deletes_then_or_later_is_in_order()
    {
        Assert.Equal(FindingLevel.Ok, Lifecycle(GcsLifecycleRule.Delete(120, ["k8srouter/"])).Level);
        Assert.Equal(FindingLevel.Ok, Lifecycle(GcsLifecycleRule.Delete(365, ["other/", "k8srouter/content/"])).Level);
        Assert.Equal(FindingLevel.Ok, Lifecycle(GcsLifecycleRule.Delete(7, ["other/"]), GcsLifecycleRule.Delete(120, ["k8srouter/content/"])).Level);
    }

    [Fact]
    public void A_rule_that_deletes_records_too_is_a_warning()
    {
        var findings = LifecycleRules.Judge(Expected, Sound with { LifecycleRules = [GcsLifecycleRule.Delete(365, [])] });

        Assert.Contains(findings, finding => finding.Level == FindingLevel.Warning && finding.What.Contains("deletes records too", StringComparison.Ordinal));
    }

    [Fact]
    public void A_rule_is_added_once_replaced_when_it_differs_and_others_stay()
    {
        var other = GcsLifecycleRule.Delete(7, ["tmp/"]);

        var added = LifecycleRules.With([other], "k8srouter/content/", 120);
        var replaced = LifecycleRules.With(added!, "k8srouter/content/", 200);

        Assert.Equal([other.Json, GcsLifecycleRule.Delete(120, ["k8srouter/content/"]).Json], added!.Select(rule => rule.Json));
        Assert.Null(LifecycleRules.With(added!, "k8srouter/content/", 120));
        Assert.Equal([other.Json, GcsLifecycleRule.Delete(200, ["k8srouter/content/"]).Json], replaced!.Select(rule => rule.Json));
    }

    [Fact]
    public void What_hinders_erasing_is_told()
    {
        var locked = HoldRule.Judge(Expected, Sound with { RetentionSeconds = 86_400 * 365, RetentionLocked = true }).Single();
        var brief = HoldRule.Judge(Expected, Sound with { RetentionSeconds = 3600 * 36 }).Single();
        var held = HoldRule.Judge(Expected, Sound with { DefaultEventBasedHold = true }).ToArray();

        Assert.Equal((FindingLevel.Error, "Use another bucket."), (locked.Level, locked.Do));
        Assert.Contains("nothing younger than 365 days can be erased (locked", locked.What, StringComparison.Ordinal);
        Assert.Equal(FindingLevel.Warning, brief.Level);
        Assert.Contains("36 hours", brief.What, StringComparison.Ordinal);
        Assert.Equal(FindingLevel.Error, held[1].Level);
    }

    [Fact]
    public void What_keeps_erased_text_is_told_with_how_long()
    {
        var findings = KeptRule.Judge(Expected, Sound with { SoftDeleteSeconds = 604_800, Versioning = true }).ToArray();

        Assert.Contains("for 7 days", findings[0].What, StringComparison.Ordinal);
        Assert.All(findings, finding => Assert.Equal(FindingLevel.Warning, finding.Level));
    }

    [Theory]
    [InlineData(null, null, "Ok")]
    [InlineData(null, "projects/p/key", "Ok")]
    [InlineData("projects/p/key", "projects/p/key", "Ok")]
    [InlineData("projects/p/key", null, "Warning")]
    [InlineData("projects/p/key", "projects/p/other", "Warning")]
    public void Another_default_key_than_the_policys_is_a_warning(string? wanted, string? actual, string level) =>
        Assert.Equal(level, $"{KeyRule.Judge(Expected with { KmsKeyName = wanted }, Sound with { DefaultKmsKeyName = actual }).Level}");

    private static BucketFinding Lifecycle(params GcsLifecycleRule[] rules) =>
        LifecycleRules.Judge(Expected, Sound with { LifecycleRules = rules }).First();
}
