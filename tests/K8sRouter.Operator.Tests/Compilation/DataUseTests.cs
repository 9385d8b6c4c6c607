using K8sRouter.Crds.Kubernetes;
using K8sRouter.Core.Configuration;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Tests.Compilation;

public sealed class DataUseTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void It_is_independent_of_logging(bool logged, bool used)
    {
        var result = Compile(null, new()
        {
            InputOutputLogging = new() { Enabled = logged, SamplingRate = 0.5m },
            DataUse = new() { Enabled = used, Discount = "0.01", Store = Bucket() },
        });

        Assert.Equal((logged, used), (result.Config.InputOutputLogging.Enabled, result.Config.DataUse.Enabled));
        Assert.Equal((used ? 0.01m : 0, used ? "used" : null), (result.Config.DataUse.Discount, result.Config.DataUse.Store?.Bucket));
        Assert.Empty(result.Report.Notices);
    }

    [Fact]
    public void Without_a_store_of_its_own_nothing_is_used_and_nothing_is_cheaper()
    {
        var result = Compile(null, new()
        {
            Store = new() { Gcs = new() { Bucket = "records" } },
            DataUse = new() { Enabled = true, Discount = "0.01" },
        });

        Assert.Equal(new DataUseSettings(), result.Config.DataUse);
        var notice = Assert.Single(result.Report.Notices);
        Assert.Equal((ConditionReasons.NoStore, Given.TeamObject), (notice.Reason, notice.Subject));
        Assert.Contains("spec.dataUse.store", notice.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(DataRegion.Global)]
    [InlineData(DataRegion.Us)]
    public void In_Europe_its_store_must_lie_there_too(DataRegion? location)
    {
        var result = Compile(
            new() { Region = DataRegion.Europe },
            new() { DataUse = new() { Enabled = true, Discount = "0.01", Store = Bucket() with { Location = location } } });

        Assert.Equal(new DataUseSettings(), result.Config.DataUse);
        Assert.Equal(ConditionReasons.OutsideRegion, Assert.Single(result.Report.Notices).Reason);
        Assert.True(Compile(
            new() { Region = DataRegion.Europe },
            new() { DataUse = new() { Enabled = true, Store = Bucket() with { Location = DataRegion.Europe } } }).Config.DataUse.Enabled);
    }

    [Fact]
    public void A_store_that_also_holds_records_or_content_isnt_used()
    {
        var records = Compile(new() { Store = Bucket() }, new() { DataUse = new() { Enabled = true, Store = Bucket() } });
        var content = Compile(
            new() { DataUse = new() { Enabled = true, Store = Bucket() } }, new() { InputOutputLogging = new() { Enabled = true, Store = Bucket() } });

        foreach (var result in new[] { records, content })
        {
            Assert.False(result.Config.DataUse.Enabled);
            Assert.Equal(NoticeReasons.SharedStore, Assert.Single(result.Report.Notices).Reason);
        }
        var apart = new RecordStore { Gcs = new() { Bucket = "used", Prefix = "data-use" } };
        Assert.True(Compile(new() { Store = Bucket() }, new() { DataUse = new() { Enabled = true, Store = apart } }).Config.DataUse.Enabled);
    }

    [Fact]
    public void Either_level_refuses_it_and_the_smaller_discount_is_given()
    {
        var on = new WorkspacePrivacyPolicySpec { DataUse = new() { Enabled = true, Discount = "0.5", Store = Bucket() } };

        Assert.False(Compile(on, new() { DataUse = new() { Enabled = false } }).Config.DataUse.Enabled);
        Assert.False(Compile(new() { DataUse = new() { Enabled = false } }, on).Config.DataUse.Enabled);
        Assert.Equal(0.01m, Compile(new() { DataUse = new() { Discount = "0.01" } }, on).Config.DataUse.Discount);
        Assert.Equal(0.5m, Compile(null, on).Config.DataUse.Discount);
    }

    private static RecordStore Bucket() => new() { Gcs = new() { Bucket = "used" } };

    private static CompilationResult Compile(WorkspacePrivacyPolicySpec? floor, WorkspacePrivacyPolicySpec? policy) =>
        WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithFloor(floor).WithPolicy(policy));
}
