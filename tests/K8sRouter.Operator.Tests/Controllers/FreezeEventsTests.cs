using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Sources.Cluster.Deletions;
using K8sRouter.Operator.Tests.Compilation;
using K8sRouter.Operator.Tests.Kubernetes;
using K8sRouter.Operator.Tests.Sidecars.Completion;

namespace K8sRouter.Operator.Tests.Controllers;

public sealed class FreezeEventsTests
{
    private readonly RecordedEvents _events = new();
    private readonly CapturingLogger _log = new();
    private readonly WorkspaceStates _states = new(_ => [], _ => true);
    private readonly FreezeEvents _observer;
    private readonly CompilationResult _result = WorkspaceCompiler.Compile(Given.Input(Given.Provider()));

    public FreezeEventsTests() => _observer = new FreezeEvents(_states, _events, Given.System, _log);

    private string[] Reasons => [.. _events.Told.Select(told => told.Reason)];

    [Fact]
    public void A_missing_policy_is_told_once_and_again_when_it_goes_once_more()
    {
        Freeze("team-a", Missing("team-a"));
        Freeze("team-a", Missing("team-a"));
        Assert.Equal(["PolicyMissing"], Reasons);
        Assert.Equal(1, _log.Count(5702));

        InForce("team-a");
        Freeze("team-a", Missing("team-a"));
        Assert.Equal(["PolicyMissing", "PolicyMissing"], Reasons);
    }

    [Fact]
    public void What_freezes_all_workspaces_is_told_once_and_not_for_each()
    {
        foreach (var freeze in new[] { Missing(Given.System), StatusGiven.DefinitionGone })
        {
            Freeze("team-a", freeze);
            Freeze("team-b", freeze);
        }
        Assert.Equal(["PolicyMissing", "DefinitionUnavailable"], Reasons);
    }

    [Fact]
    public void A_frozen_namespace_without_its_policy_is_still_a_workspace()
    {
        Freeze("team-a", Missing("team-a"));
        Assert.True(_states.ViewOf("team-a").IsWorkspace);
        Assert.False(_states.ViewOf("team-b").IsWorkspace);
    }

    [Fact]
    public void The_loss_of_a_policy_is_a_warning_where_the_workspace_became_wider()
    {
        InForce("team-a", new PolicyLoss(new("u-1", null), ["acme/small@us"]));
        InForce("team-b", new PolicyLoss(new("u-2", null), []));

        Assert.Equal([("PolicyDeleted", "Warning"), ("PolicyDeleted", "Normal")], _events.Told.Select(told => (told.Reason, told.Type.ToString())));
        Assert.Contains("acme/small@us", _events.Told[0].Note, StringComparison.Ordinal);
        Assert.Equal(2, _log.Count(5703));
    }

    [Fact]
    public void The_loss_of_the_floor_names_the_workspaces_that_became_wider()
    {
        InForce("team-a", new PolicyLoss(new(null, "u-1"), ["acme/small@us"]));
        InForce("team-b", new PolicyLoss(new(null, "u-1"), []));

        var wider = Assert.Single(_events.Told, told => told.Reason == "WorkspaceWider");
        Assert.StartsWith("Workspace team-a became wider", wider.Note, StringComparison.Ordinal);
        // The same words: the recorder makes one series of them.
        Assert.Single(_events.Told.Where(told => told.Reason == "FloorDeleted").Select(told => told.Note).Distinct());
    }

    private static Freeze Missing(string ns) =>
        MissingPolicyRules.Of(new MissingPolicy { Namespace = ns, IsFloor = ns == Given.System, InForce = "u-1" })!;

    private void Freeze(string workspace, Freeze freeze) =>
        _observer.Compiled(new WorkspaceState(workspace, null, DeliveryOutcome.Frozen(freeze)));

    private void InForce(string workspace, PolicyLoss? loss = null) =>
        _observer.Compiled(new WorkspaceState(workspace, _result, new DeliveryOutcome(DeliveryState.InForce, true, 4096) { Loss = loss }));
}
