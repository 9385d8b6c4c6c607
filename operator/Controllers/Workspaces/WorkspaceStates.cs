using System.Collections.Concurrent;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Sidecars.Presence;
using K8sRouter.Operator.Signing;

namespace K8sRouter.Operator.Controllers.Workspaces;

/// <summary>What is known of every workspace: what was compiled, what became of it, and what its sidecars say.</summary>
/// <param name="sidecarsOf">What was last seen of a workspace's sidecars.</param>
/// <param name="isNone">Whether a namespace is known and is no workspace now: it may have become one a moment ago.</param>
internal sealed class WorkspaceStates(Func<string, IReadOnlyList<SidecarObservation>> sidecarsOf, Func<string, bool> isNone)
    : IWorkspaceObserver
{
    private readonly ConcurrentDictionary<string, Known> _states = new(StringComparer.Ordinal);

    /// <summary>Told the namespace of every change; set once, before the first.</summary>
    public Action<string> Changed { get; set; } = _ => { };

    /// <summary>Which pods of a workspace have the sidecar that they should have; set once, before the first.</summary>
    public Func<string, PresenceView> PresenceOf { get; set; } = _ => PresenceView.Unknown;

    /// <summary>The keys that sign; set once, before the first.</summary>
    public Func<SigningState?> Signing { get; set; } = () => null;

    /// <summary>What statuses are made from. Of a namespace that wasn't looked at yet nothing is known.</summary>
    public WorkspaceView ViewOf(string workspace)
    {
        var state = _states.GetValueOrDefault(workspace);
        // A workspace whose policy is missing may have nothing else that makes it one.
        if (state?.Delivery.State != DeliveryState.Frozen && isNone(workspace))
            return new WorkspaceView { IsWorkspace = false };
        return new WorkspaceView
        {
            Compiled = state?.Summary,
            Delivery = state?.Delivery,
            Sidecars = sidecarsOf(workspace),
            Presence = PresenceOf(workspace),
            Signing = Signing(),
        };
    }

    /// <summary>Whether the namespace was looked at, since this process leads, or needs no look.</summary>
    public bool Knows(string workspace) => _states.ContainsKey(workspace) || isNone(workspace);

    /// <summary>
    /// What a workspace's sidecars should run; null: nothing is known to be. What was compiled and couldn't be written is
    /// nothing that they could run.
    /// </summary>
    public SidecarTarget? TargetOf(string workspace) =>
        _states.GetValueOrDefault(workspace) is { Delivery: { State: DeliveryState.InForce } delivery, Summary: { } summary }
            ? new SidecarTarget(summary.Revision, delivery.Credentials)
            : null;

    public void Compiled(WorkspaceState state)
    {
        // Another writer is told of for a while, and what it wrote is put right at once.
        var delivery = state.Delivery with
        {
            Foreign = state.Delivery.Foreign ?? _states.GetValueOrDefault(state.Name)?.Delivery.Foreign,
        };
        _states[state.Name] = new Known(state.Result is { } result ? WorkspaceSummary.Of(result) : null, delivery);
        Changed(state.Name);
    }

    public void Gone(string workspace, bool withdrawn)
    {
        _states.TryRemove(workspace, out _);
        Changed(workspace);
    }

    private sealed record Known(WorkspaceSummary? Summary, DeliveryOutcome Delivery);
}
