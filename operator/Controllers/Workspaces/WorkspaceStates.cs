using System.Collections.Concurrent;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Sidecars;

namespace K8sRouter.Operator.Controllers.Workspaces;

/// <summary>What is known of every workspace: what was compiled, what became of it, and what its sidecars say.</summary>
/// <param name="sidecarsOf">What was last seen of a workspace's sidecars.</param>
internal sealed class WorkspaceStates(Func<string, IReadOnlyList<SidecarObservation>> sidecarsOf) : IWorkspaceObserver
{
    private readonly ConcurrentDictionary<string, WorkspaceState?> _states = new(StringComparer.Ordinal);

    /// <summary>Told the namespace of every change; set once, before the first.</summary>
    public Action<string> Changed { get; set; } = _ => { };

    /// <summary>States of all workspaces that were compiled.</summary>
    public IEnumerable<WorkspaceState> All => _states.Values.OfType<WorkspaceState>();

    /// <summary>What statuses are made from. Of a namespace that wasn't looked at yet nothing is known.</summary>
    public WorkspaceView ViewOf(string workspace) => _states.TryGetValue(workspace, out var state) && state is null
        ? new WorkspaceView { IsWorkspace = false }
        : new WorkspaceView { Compiled = state?.Result, Delivery = state?.Delivery, Sidecars = sidecarsOf(workspace) };

    /// <summary>Whether the namespace was looked at, since this process leads.</summary>
    public bool Knows(string workspace) => _states.ContainsKey(workspace);

    /// <summary>
    /// What a workspace's sidecars should run; null: nothing is known to be. What was compiled and couldn't be written is
    /// nothing that they could run.
    /// </summary>
    public string? RevisionOf(string workspace) =>
        _states.GetValueOrDefault(workspace) is { Delivery.State: DeliveryState.InForce } state ? state.Result?.Revision : null;

    public void Compiled(WorkspaceState state)
    {
        _states[state.Name] = state;
        Changed(state.Name);
    }

    public void Gone(string workspace, bool withdrawn)
    {
        _states[workspace] = null;
        Changed(workspace);
    }
}
