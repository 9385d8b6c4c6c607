using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Commands;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Tests.Compilation;

public sealed class TraceContextTests
{
    [Theory]
    [InlineData(null, null, false)]
    [InlineData(null, Permission.Allow, true)]
    [InlineData(Permission.Allow, null, true)]
    [InlineData(Permission.Allow, Permission.Allow, true)]
    [InlineData(Permission.Deny, Permission.Allow, false)]
    [InlineData(Permission.Allow, Permission.Deny, false)]
    [InlineData(null, Permission.Deny, false)]
    public void Providers_are_told_only_where_somebody_allows_it_and_nobody_denies_it(Permission? floor, Permission? workspace, bool told)
    {
        var result = WorkspaceCompiler.Compile(Given.Input(Given.Provider()).WithFloor(Spec(floor)).WithPolicy(Spec(workspace)));

        Assert.Equal(told, result.Config.Policy.ForwardTraceContext);
        Assert.Equal(told, WorkspaceText.Render(result).Contains("providers are told which trace a call belongs to", StringComparison.Ordinal));
    }

    private static WorkspacePrivacyPolicySpec Spec(Permission? forward) => new() { TraceContext = new() { Forward = forward } };
}
