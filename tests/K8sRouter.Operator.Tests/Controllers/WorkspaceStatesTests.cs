using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Tests.Compilation;

namespace K8sRouter.Operator.Tests.Controllers;

public sealed class WorkspaceStatesTests
{
    private readonly WorkspaceStates _states = new(_ => []);
    private readonly CompilationResult _result = WorkspaceCompiler.Compile(Given.Input(Given.Provider()));

    [Fact]
    public void Sidecars_should_run_what_is_in_force()
    {
        _states.Compiled(new WorkspaceState(Given.Team, _result, new DeliveryOutcome(DeliveryState.InForce, true, 4096)));

        Assert.Equal(_result.Revision, _states.RevisionOf(Given.Team));
    }

    [Theory]
    [InlineData(DeliveryState.TooLarge)]
    [InlineData(DeliveryState.Forbidden)]
    [InlineData(DeliveryState.Failed)]
    [InlineData(DeliveryState.NamespaceTerminating)]
    internal void Nobody_is_nudged_towards_a_configuration_that_could_not_be_written(DeliveryState state)
    {
        _states.Compiled(new WorkspaceState(Given.Team, _result, DeliveryOutcome.Not(state)));

        Assert.Null(_states.RevisionOf(Given.Team));
    }

    [Fact]
    public void A_namespace_is_known_once_it_was_looked_at()
    {
        Assert.False(_states.Knows(Given.Team));

        _states.Gone(Given.Team, withdrawn: false);

        Assert.True(_states.Knows(Given.Team));
    }
}
