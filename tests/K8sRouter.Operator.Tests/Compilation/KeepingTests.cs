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
    public void A_bucket_isnt_written_to_yet_so_content_isnt_stored_and_that_is_said()
    {
        var result = Compile(null, new() { Store = Bucket(), InputOutputLogging = new() { Enabled = true } });

        Assert.False(result.Config.InputOutputLogging.Enabled);
        Assert.Equal("prompts", result.Config.Store!.Bucket);
        Assert.Equal(2, result.Report.Notices.Count(notice => notice.Reason == "UnsupportedByThisVersion"));
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

    [Fact]
    public void A_store_outside_the_region_isnt_used_for_records_either()
    {
        var result = Compile(new() { Region = DataRegion.Europe }, new() { Store = Bucket(DataRegion.Us) });

        Assert.Null(result.Config.Store);
        Assert.Equal("OutsideRegion", Assert.Single(result.Report.Notices).Reason);
    }

    [Fact]
    public void In_Europe_the_European_store_is_the_one()
    {
        var result = Compile(null, new()
        {
            Region = DataRegion.Europe,
            InputOutputLogging = new() { Enabled = true, Store = Bucket(DataRegion.Us), EuropeStore = Bucket(DataRegion.Europe) },
        });

        Assert.Equal("europe", result.Config.InputOutputLogging.Store!.Location);
        Assert.Equal("UnsupportedByThisVersion", Assert.Single(result.Report.Notices).Reason);
    }

    [Fact]
    public void The_workspaces_own_store_is_used_else_the_floors()
    {
        var other = new RecordStore { Gcs = new() { Bucket = "floor" } };
        Assert.Equal("prompts", Compile(new() { Store = other }, new() { Store = Bucket() }).Config.Store!.Bucket);
        Assert.Equal("floor", Compile(new() { Store = other }, new()).Config.Store!.Bucket);
    }

    [Fact]
    public void Events_and_data_use_are_refused_aloud()
    {
        var result = Compile(null, new()
        {
            Events = new() { Redis = new() { Address = "redis:6379" } },
            DataUse = new() { Enabled = true, Discount = "0.01", Store = Bucket() },
        });

        Assert.False(result.Config.DataUse.Enabled);
        Assert.Equal(0, result.Config.DataUse.Discount);
        Assert.Equal(["UnsupportedByThisVersion", "UnsupportedByThisVersion"], result.Report.Notices.Select(notice => notice.Reason));
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
