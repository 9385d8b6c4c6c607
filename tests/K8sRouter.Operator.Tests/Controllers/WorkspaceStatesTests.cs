using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Tests.Compilation;

namespace K8sRouter.Operator.Tests.Controllers;

public sealed class WorkspaceStatesTests
{
    private static readonly string Digest = new('c', 64);

    private readonly WorkspaceStates _states = new(_ => [], _ => false);
    private readonly CompilationResult _result = WorkspaceCompiler.Compile(Given.Input(Given.Provider()));

    [Fact]
    public void Sidecars_should_run_what_is_in_force()
    {
        _states.Compiled(new WorkspaceState(Given.Team, _result, new DeliveryOutcome(DeliveryState.InForce, true, 4096) { Credentials = Digest }));

        Assert.Equal(new SidecarTarget(_result.Revision, Digest), _states.TargetOf(Given.Team));
    }

    [Theory]
    [InlineData(DeliveryState.TooLarge)]
    [InlineData(DeliveryState.Forbidden)]
    [InlineData(DeliveryState.Failed)]
    [InlineData(DeliveryState.NamespaceTerminating)]
    internal void Nobody_is_nudged_towards_a_configuration_that_could_not_be_written(DeliveryState state)
    {
        _states.Compiled(new WorkspaceState(Given.Team, _result, DeliveryOutcome.Not(state)));

        Assert.Null(_states.TargetOf(Given.Team));
    }

    [Fact]
    public void A_namespace_is_known_once_it_was_looked_at_or_is_no_workspace()
    {
        Assert.False(_states.Knows(Given.Team));
        _states.Compiled(new WorkspaceState(Given.Team, _result, new DeliveryOutcome(DeliveryState.InForce, true, 4096)));
        Assert.True(_states.Knows(Given.Team));
        Assert.True(new WorkspaceStates(_ => [], _ => true).Knows(Given.Team));
    }

    [Fact]
    public void A_namespace_that_just_became_a_workspace_is_waited_for_and_not_called_none()
    {
        var isNone = true;
        var states = new WorkspaceStates(_ => [], _ => isNone);

        states.Gone(Given.Team, withdrawn: false);
        Assert.False(states.ViewOf(Given.Team).IsWorkspace);

        isNone = false;
        Assert.True(states.ViewOf(Given.Team).IsWorkspace);
        Assert.Null(states.ViewOf(Given.Team).Compiled);
    }
}
