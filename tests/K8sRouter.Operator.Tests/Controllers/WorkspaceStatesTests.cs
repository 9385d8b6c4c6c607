using K8sRouter.Operator.Controllers.Workspaces;

namespace K8sRouter.Operator.Tests.Controllers;

public sealed class WorkspaceStatesTests
{
    [Fact]
    public void A_namespace_that_just_became_a_workspace_is_waited_for_and_not_called_none()
    {
        var opted = false;
        var states = new WorkspaceStates(_ => [], _ => opted);

        states.Gone("team-a", withdrawn: false);
        Assert.False(states.ViewOf("team-a").IsWorkspace);

        opted = true;
        Assert.True(states.ViewOf("team-a").IsWorkspace);
        Assert.Null(states.ViewOf("team-a").Compiled);
    }
}
