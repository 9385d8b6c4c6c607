using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Sidecars;

namespace K8sRouter.Operator.Controllers.ObservabilityDestinations;

/// <summary>Whether traces arrive, as a sample of the workspace's sidecars sees it.</summary>
internal static class DeliveringRule
{
    private const string Type = ConditionTypes.Delivering;

    public static ConditionFinding Of(ObservabilityDestination destination, WorkspaceView view)
    {
        if (!destination.Spec.Enabled)
            return Unknown(ConditionReasons.Disabled, "Nothing is sent: spec.enabled is false.");
        if (view.Compiled is { Broadcasts: false })
        {
            return Unknown(
                ConditionReasons.BroadcastOff, "Nothing is sent: spec.broadcast.enabled of the workspace's policy or the floor.");
        }
        if (view.Sidecars.Count == 0)
            return Unknown(ConditionReasons.NoSidecars, "No pod here has a sidecar that could send.");
        if (!view.Sidecars.Any(sidecar => sidecar.Reached))
            return Unknown(ConditionReasons.SidecarsUnreachable, "No sidecar answers on its admin port.");

        var seen = view.Sidecars
            .Select(sidecar => (Sidecar: sidecar, Sending: sidecar.Destinations.GetValueOrDefault(destination.Metadata.Name!)))
            .Where(item => item.Sending is not null).ToArray();
        SidecarObservation[] Those(DestinationSending state) =>
            [.. seen.Where(item => item.Sending!.State == state).Select(item => item.Sidecar)];

        var unsupported = Those(DestinationSending.Unsupported);
        if (unsupported.Length > 0)
        {
            return ConditionFinding.False(
                Type, ConditionReasons.UnsupportedBySidecar,
                $"The type {destination.Spec.Type} is unknown to {PodNames.Of(unsupported, seen.Length)}: replace the pods, so "
                + "that they get the current sidecar.");
        }
        var failing = Those(DestinationSending.Failing);
        if (failing.Length > 0)
        {
            var faults = string.Join(
                ", ", seen.Where(item => item.Sending!.State == DestinationSending.Failing)
                    .Select(item => item.Sending!.Fault ?? "unknown").Distinct().Order(StringComparer.Ordinal));
            return ConditionFinding.False(
                Type, ConditionReasons.DeliveryFailing,
                $"Delivery fails ({faults}) in {PodNames.Of(failing, seen.Length)}, where traces wait. Try: "
                + $"K8sRouter.Operator destinations test {destination.Metadata.Name}.");
        }
        return Those(DestinationSending.Delivering).Length > 0
            ? ConditionFinding.True(Type, ConditionReasons.Delivering, "Sampled sidecars have delivered traces.")
            : Unknown(ConditionReasons.NothingSentYet, "No sampled sidecar has had a trace to send yet.");
    }

    private static ConditionFinding Unknown(string reason, string message) => ConditionFinding.Unknown(Type, reason, message);
}
