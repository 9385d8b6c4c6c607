using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Tests.Compilation;

namespace K8sRouter.Operator.Tests.Delivery;

public sealed class PolicyLossTests
{
    private static readonly CompilationInput Open = Given.Input(Given.Provider("good"), Given.Provider("keeps", Given.Harmless with { RetentionDays = 30 }));

    [Fact]
    public void What_a_workspace_may_use_without_its_policy_is_told_by_endpoint()
    {
        var before = WorkspaceCompiler.Compile(WithPolicy(Open, new() { Providers = new() { Ignore = ["keeps"] } }));
        var after = WorkspaceCompiler.Compile(Open);

        var loss = PolicyLoss.Of(before.From, before.CanonicalJson, after)!;

        Assert.Equal(new CompiledFrom("u-1", null), loss.Policies);
        Assert.Equal(after.Config.Endpoints.Select(endpoint => endpoint.Id).Where(id => id.StartsWith("keeps", StringComparison.Ordinal)), loss.Gained);
        Assert.True(loss.IsWider);
    }

    [Fact]
    public void A_policy_that_forbade_nothing_leaves_a_workspace_as_wide_as_it_was()
    {
        var before = WorkspaceCompiler.Compile(WithPolicy(Open, new()));
        Assert.False(PolicyLoss.Of(before.From, before.CanonicalJson, WorkspaceCompiler.Compile(Open))!.IsWider);
    }

    [Fact]
    public void Nothing_is_lost_while_a_policy_is_there_whichever()
    {
        var before = WorkspaceCompiler.Compile(WithPolicy(Open, new()));
        Assert.Null(PolicyLoss.Of(new CompiledFrom("u-0", null), before.CanonicalJson, before));
        Assert.Null(PolicyLoss.Of(null, before.CanonicalJson, WorkspaceCompiler.Compile(Open)));
    }

    [Fact]
    public void What_cannot_be_read_counts_as_narrower()
    {
        var after = WorkspaceCompiler.Compile(Open);
        Assert.True(PolicyLoss.Of(new CompiledFrom(null, "u-1"), null, after)!.IsWider);
        Assert.True(PolicyLoss.Of(new CompiledFrom(null, "u-1"), "{}"u8.ToArray(), after)!.IsWider);
    }

    [Theory]
    [InlineData("u-1", "u-2", "policy=u-1,floor=u-2")]
    [InlineData(null, "u-2", "policy=none,floor=u-2")]
    [InlineData(null, null, "policy=none,floor=none")]
    public void What_a_configuration_was_compiled_from_is_written_beside_it_and_read_again(string? policy, string? floor, string text)
    {
        Assert.Equal(text, new CompiledFrom(policy, floor).ToString());
        Assert.Equal(new CompiledFrom(policy, floor), CompiledFrom.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("policy=u-1")]
    [InlineData("policy=,floor=")]
    public void What_nobody_of_ours_wrote_says_nothing(string? text) => Assert.Null(CompiledFrom.Parse(text));

    [Fact]
    public void The_same_policy_created_anew_leads_to_the_same_revision()
    {
        var one = WorkspaceCompiler.Compile(WithPolicy(Open, new(), "u-1"));
        var other = WorkspaceCompiler.Compile(WithPolicy(Open, new(), "u-2"));
        Assert.Equal(one.Revision, other.Revision);
        Assert.NotEqual(one.From, other.From);
    }

    private static CompilationInput WithPolicy(
        CompilationInput input, Crds.WorkspacePrivacyPolicies.WorkspacePrivacyPolicySpec spec, string uid = "u-1")
    {
        var policy = Given.Policy(Given.Team, spec);
        return input with { Policy = policy with { Metadata = policy.Metadata with { Uid = uid } } };
    }
}
