using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Sidecars.Presence;
using K8sRouter.Operator.Signing;

namespace K8sRouter.Operator.Controllers.Workspaces;

/// <summary>All that statuses are told about a workspace.</summary>
internal sealed record WorkspaceView
{
    /// <summary>Whether the namespace takes part at all.</summary>
    public bool IsWorkspace { get; init; } = true;

    /// <summary>What was last compiled; null: nothing was yet, or nothing may be while it is frozen.</summary>
    public WorkspaceSummary? Compiled { get; init; }

    /// <summary>What became of that; null: nothing was tried yet.</summary>
    public DeliveryOutcome? Delivery { get; init; }

    /// <summary>Sidecars of the workspace that were asked at least once.</summary>
    public IReadOnlyList<SidecarObservation> Sidecars { get; init; } = [];

    /// <summary>Which of its pods have the sidecar that they should have.</summary>
    public PresenceView Presence { get; init; } = PresenceView.Unknown;

    /// <summary>The keys that sign; null: not known.</summary>
    public SigningState? Signing { get; init; }

    /// <summary>What sidecars should run; null: nothing was compiled.</summary>
    public SidecarTarget? Target => Compiled is null ? null : new SidecarTarget(Compiled.Revision, Delivery?.Credentials);

    /// <summary>Sidecars that run what was compiled.</summary>
    public IEnumerable<SidecarObservation> Current => Target is { } target ? Sidecars.Where(target.IsMetBy) : [];

    /// <summary>Sidecars that take what nobody signed.</summary>
    public IReadOnlyCollection<SidecarObservation> Unverified =>
        [.. Sidecars.Where(sidecar => sidecar is { Reached: true, ConfigKeys.Count: 0 })];
}
