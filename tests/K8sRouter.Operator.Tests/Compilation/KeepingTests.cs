using K8sRouter.Core.Configuration;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Tests.Compilation;

public sealed class KeepingTests
{
    private static RecordStore Bucket(DataRegion? location = null) => new() { Location = location, Gcs = new() { Bucket = "prompts" } };

    [Fact]
    public void Content_isnt_kept_unless_somebody_says_so()
    {
        Assert.False(Compile(new(), new()).Config.InputOutputLogging.Enabled);
        Assert.True(Compile(null, new() { InputOutputLogging = new() { Enabled = true } }).Config.InputOutputLogging.Enabled);
        Assert.True(Compile(new() { InputOutputLogging = new() { Enabled = true } }, null).Config.InputOutputLogging.Enabled);
    }

    [Fact]
    public void Either_level_can_switch_it_off_and_make_it_required()
    {
        var on = new WorkspacePrivacyPolicySpec { InputOutputLogging = new() { Enabled = true } };
        var off = new WorkspacePrivacyPolicySpec { InputOutputLogging = new() { Enabled = false, Required = true } };

        Assert.False(Compile(on, off).Config.InputOutputLogging.Enabled);
        Assert.False(Compile(off, on).Config.InputOutputLogging.Enabled);
        Assert.True(Compile(off, on).Config.InputOutputLogging.Required);
    }

    [Fact]
    public void The_smaller_share_the_shorter_time_and_the_common_keys_apply()
    {
        var logging = Compile(
            new() { InputOutputLogging = new() { Enabled = true, SamplingRate = 0.5m, RetentionDays = 100, ApiKeyHashes = ["b", "a"] } },
            new() { InputOutputLogging = new() { SamplingRate = 0.1m, RetentionDays = 400, ApiKeyHashes = ["c", "a"] } }).Config.InputOutputLogging;

        Assert.Equal(0.1m, logging.SamplingRate);
        Assert.Equal(100, logging.RetentionDays);
        Assert.Equal(["a"], logging.ApiKeyHashes!);
    }

    [Fact]
    public void A_floor_that_requires_logging_binds_to_its_share_keys_and_time()
    {
        var logging = Compile(
            new() { InputOutputLogging = new() { Enabled = true, Required = true, RetentionDays = 365 } },
            new() { InputOutputLogging = new() { SamplingRate = 0.0001m, RetentionDays = 90, ApiKeyHashes = ["a"] } }).Config.InputOutputLogging;

        Assert.Equal((1m, 365, true), (logging.SamplingRate, logging.RetentionDays, logging.Required));
        Assert.Null(logging.ApiKeyHashes);
    }

    [Fact]
    public void A_workspace_that_requires_logging_itself_still_chooses_what_is_logged()
    {
        var logging = Compile(
            new() { InputOutputLogging = new() { Enabled = true } },
            new() { InputOutputLogging = new() { Required = true, SamplingRate = 0.5m, RetentionDays = 200 } }).Config.InputOutputLogging;

        Assert.Equal((0.5m, 200), (logging.SamplingRate, logging.RetentionDays));
    }

    [Fact]
    public void Switching_off_what_the_floor_requires_refuses_every_call_and_that_is_said()
    {
        var result = Compile(
            new() { InputOutputLogging = new() { Enabled = true, Required = true } }, new() { InputOutputLogging = new() { Enabled = false } });

        Assert.Equal((false, true), (result.Config.InputOutputLogging.Enabled, result.Config.InputOutputLogging.Required));
        var notice = Assert.Single(result.Report.Notices);
        Assert.Equal((NoticeReasons.LoggingOff, Given.FloorObject), (notice.Reason, notice.Subject));
        Assert.Contains($"off by {Given.TeamObject}", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_and_content_go_to_the_store_that_is_named_once()
    {
        var result = Compile(null, new() { Store = Bucket(), InputOutputLogging = new() { Enabled = true } });

        Assert.True(result.Config.InputOutputLogging.Enabled);
        Assert.Equal("prompts", result.Config.Store!.Bucket);
        Assert.Null(result.Config.InputOutputLogging.Store);
        Assert.Empty(result.Report.Notices);
    }

    [Fact]
    public void The_same_store_named_twice_is_one_and_a_differing_one_is_another()
    {
        Assert.Null(Logged(Bucket()).InputOutputLogging.Store);
        Assert.Equal("content", Logged(new() { Gcs = new() { Bucket = "content" } }).InputOutputLogging.Store!.Bucket);
        Assert.Equal("p2", Logged(new() { Gcs = new() { Bucket = "prompts", Prefix = "p2" } }).InputOutputLogging.Store!.Prefix);
        Assert.NotNull(Logged(new() { Gcs = new() { Bucket = "prompts", KmsKeyName = "k" } }).InputOutputLogging.Store);

        static RouterConfig Logged(RecordStore store) =>
            Compile(null, new() { Store = Bucket(), InputOutputLogging = new() { Enabled = true, Store = store } }).Config;
    }

    [Fact]
    public void Content_can_have_a_store_where_records_have_none()
    {
        var config = Compile(null, new() { InputOutputLogging = new() { Enabled = true, Store = Bucket() } }).Config;

        Assert.Null(config.Store);
        Assert.Equal("prompts", config.InputOutputLogging.Store!.Bucket);
    }

    [Theory]
    [InlineData(DataRegion.Europe)]
    [InlineData(DataRegion.Us)]
    public void A_workspace_in_a_region_isnt_logged_without_a_store_there(DataRegion region)
    {
        var result = Compile(null, new() { Region = region, InputOutputLogging = new() { Enabled = true } });

        Assert.False(result.Config.InputOutputLogging.Enabled);
        Assert.Equal("OutsideRegion", Assert.Single(result.Report.Notices).Reason);
    }

    [Theory]
    [InlineData(DataRegion.Europe, DataRegion.Us)]
    [InlineData(DataRegion.Europe, DataRegion.Global)]
    [InlineData(DataRegion.Europe, null)]
    [InlineData(DataRegion.Us, DataRegion.Europe)]
    [InlineData(DataRegion.Us, null)]
    public void A_store_outside_the_region_gets_neither_records_nor_content(DataRegion region, DataRegion? location)
    {
        var result = Compile(
            new() { Region = region }, new() { Store = Bucket(location), InputOutputLogging = new() { Enabled = true } });

        Assert.Null(result.Config.Store);
        Assert.Equal((false, null), (result.Config.InputOutputLogging.Enabled, result.Config.InputOutputLogging.Store));
        Assert.Equal(["OutsideRegion", "OutsideRegion"], result.Report.Notices.Select(notice => notice.Reason));
        Assert.All(result.Report.Notices, notice => Assert.Contains(
            $"spec.store.location must be {region}: {Given.FloorObject}", notice.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DataRegion.Europe)]
    [InlineData(DataRegion.Us)]
    public void A_store_in_the_region_gets_both(DataRegion region)
    {
        var result = Compile(null, new() { Region = region, Store = Bucket(region), InputOutputLogging = new() { Enabled = true } });

        Assert.Equal("prompts", result.Config.Store!.Bucket);
        Assert.True(result.Config.InputOutputLogging.Enabled);
        Assert.Empty(result.Report.Notices);
    }

    [Fact]
    public void In_Europe_the_European_store_takes_the_content_and_the_records_that_have_no_other_place_there()
    {
        var european = new RecordStore { Location = DataRegion.Europe, Gcs = new() { Bucket = "europe" } };

        var moved = Compile(null, Europe(Bucket(DataRegion.Us), european));
        Assert.Equal("europe", moved.Config.Store!.Bucket);
        Assert.Equal((true, null), (moved.Config.InputOutputLogging.Enabled, moved.Config.InputOutputLogging.Store));
        Assert.Empty(moved.Report.Notices);

        var split = Compile(null, Europe(Bucket(DataRegion.Europe), european)).Config;
        Assert.Equal(("prompts", "europe"), (split.Store!.Bucket, split.InputOutputLogging.Store!.Bucket));

        var elsewhere = Compile(null, Europe(Bucket(DataRegion.Us), european) with { Region = DataRegion.Global }).Config;
        Assert.Equal(("prompts", null), (elsewhere.Store!.Bucket, elsewhere.InputOutputLogging.Store));

        static WorkspacePrivacyPolicySpec Europe(RecordStore store, RecordStore europeStore) => new()
        {
            Region = DataRegion.Europe,
            Store = store,
            InputOutputLogging = new() { Enabled = true, EuropeStore = europeStore },
        };
    }

    [Fact]
    public void A_logging_store_outside_Europe_isnt_replaced_by_the_store_of_records_in_it()
    {
        var result = Compile(null, new()
        {
            Region = DataRegion.Europe,
            Store = Bucket(DataRegion.Europe),
            InputOutputLogging = new() { Enabled = true, Store = new() { Location = DataRegion.Us, Gcs = new() { Bucket = "other" } } },
        });

        Assert.Equal("prompts", result.Config.Store!.Bucket);
        Assert.False(result.Config.InputOutputLogging.Enabled);
        Assert.StartsWith("Content isn't stored: spec.inputOutputLogging.store.location must be Europe", Assert.Single(result.Report.Notices).Message);
    }

    [Fact]
    public void The_workspaces_own_store_is_used_else_the_floors()
    {
        var other = new RecordStore { Gcs = new() { Bucket = "floor" } };
        Assert.Equal("prompts", Compile(new() { Store = other }, new() { Store = Bucket() }).Config.Store!.Bucket);
        Assert.Equal("floor", Compile(new() { Store = other }, new()).Config.Store!.Bucket);
    }

    [Fact]
    public void Zero_retention_is_told_to_the_sidecar_with_the_policy_to_name()
    {
        var byFloor = Compile(new() { ZeroDataRetention = new() { Required = true } }, null).Config.Policy;
        Assert.True(byFloor.ZeroDataRetentionRequired);
        Assert.Equal("k8srouter-system/default", byFloor.ZeroDataRetentionPolicy);

        var byDays = Compile(null, new() { Retention = new() { MaxDays = 0 } }).Config.Policy;
        Assert.True(byDays.ZeroDataRetentionRequired);
        Assert.Equal("team-a/default", byDays.ZeroDataRetentionPolicy);

        var byAuthor = Compile(
            new() { ZeroDataRetention = new() { Authors = [new() { Author = "b", Required = true }] } },
            new() { ZeroDataRetention = new() { Authors = [new() { Author = "a", Required = true }, new() { Author = "c", Required = false }] } }).Config.Policy;
        Assert.False(byAuthor.ZeroDataRetentionRequired);
        Assert.Equal(["a", "b"], byAuthor.ZeroDataRetentionAuthors);
    }

    private static CompilationResult Compile(WorkspacePrivacyPolicySpec? floor, WorkspacePrivacyPolicySpec? policy) =>
        WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithFloor(floor).WithPolicy(policy));
}
