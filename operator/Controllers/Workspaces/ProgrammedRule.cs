using K8sRouter.Core.Configuration;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Sidecars;

namespace K8sRouter.Operator.Controllers.Workspaces;

/// <summary>Whether a workspace's sidecars run what was compiled for it.</summary>
internal static class ProgrammedRule
{
    private const string Stays = "What was in force stays.";

    public static ConditionFinding Of(WorkspaceView view) => view.Delivery?.State switch
    {
        DeliveryState.Frozen => False(view.Delivery.Freeze!.Reason, $"{view.Delivery.Freeze.Message} {Stays}"),
        DeliveryState.TooLarge => False(
            ConditionReasons.ConfigTooLarge,
            $"The configuration takes {Size(view.Delivery.Bytes)}, more than the 1 MiB that an object may hold: use fewer "
            + $"providers or models, or split the namespace. {Stays}"),
        DeliveryState.NamespaceTerminating => False(
            ConditionReasons.NamespaceTerminating, "The namespace is being deleted: nothing can be written in it any more."),
        DeliveryState.Forbidden => False(
            ConditionReasons.Forbidden,
            "The operator may not write its ConfigMap and Secret here: see the RoleBinding k8srouter-operator in this namespace "
            + $"and the ClusterRole k8srouter-workspace. {Stays}"),
        DeliveryState.Failed => False(
            ConditionReasons.WriteFailed, $"The configuration couldn't be written, and is tried again. {Stays}"),
        DeliveryState.InForce when view.Compiled is not null => OfSidecars(view, view.Compiled),
        _ => ConditionFinding.Unknown(
            ConditionTypes.Programmed, ConditionReasons.Pending, "The configuration hasn't been written yet."),
    };

    /// <summary>Sidecars that run the current revision, of all: <c>3/4</c>.</summary>
    public static string Counts(WorkspaceView view) => $"{view.Current.Count()}/{view.Sidecars.Count}";

    private static ConditionFinding OfSidecars(WorkspaceView view, WorkspaceSummary compiled)
    {
        var revision = compiled.Revision;
        var all = view.Sidecars.Count;
        var others = view.Sidecars.Where(sidecar => sidecar.Reached && !view.Target!.IsMetBy(sidecar)).ToArray();
        var tooOld = others.Where(sidecar => sidecar.SupportedSchemaVersion < compiled.SchemaVersion).ToArray();
        if (tooOld.Length > 0)
        {
            return False(
                ConditionReasons.SidecarsTooOld,
                $"Revision {Short(revision)} is of a form ({compiled.SchemaVersion}) that {PodNames.Of(tooOld, all)} doesn't "
                + "understand: its version is too old, and the revision before stays there. Restart what made these pods "
                + "(kubectl rollout restart): new pods get a newer sidecar.");
        }
        var strangers = others.Where(sidecar => sidecar.Refusal == ConfigRefusalCodes.UnknownKey).ToArray();
        if (strangers.Length > 0)
        {
            return False(
                ConditionReasons.SigningKeyUnknown,
                $"Revision {Short(revision)} is signed with a key that {PodNames.Of(strangers, all)} doesn't know: the key was "
                + "replaced, and the configuration before stays there. Restart what made these pods (kubectl rollout restart): "
                + "new pods get the present key. For a gateway, update --config-key.");
        }
        var refusing = others.Where(sidecar => sidecar.Refuses).ToArray();
        if (refusing.Length > 0)
        {
            return False(
                ConditionReasons.ConfigRefused,
                $"Revision {Short(revision)} is refused{Codes(refusing)} by {PodNames.Of(refusing, all)}, where the one before "
                + "stays; the log there, and /revision of the admin port, say why.");
        }
        var outdated = others.Where(sidecar => sidecar.Revision == revision).ToArray();
        if (outdated.Length > 0 && outdated.Length == others.Length)
        {
            return False(
                ConditionReasons.SidecarsLagging,
                $"Credentials that were replaced are still used by {PodNames.Of(outdated, all)}; the kubelet refreshes a volume "
                + "within a minute and a half.");
        }
        if (others.Length > 0)
        {
            return False(
                ConditionReasons.SidecarsLagging,
                $"Revision {Short(revision)} doesn't run yet in {PodNames.Of(others, all)}; the kubelet refreshes a volume "
                + "within a minute and a half.");
        }
        var silent = view.Sidecars.Where(sidecar => !sidecar.Reached).ToArray();
        if (silent.Length > 0)
        {
            return ConditionFinding.Unknown(
                ConditionTypes.Programmed, ConditionReasons.SidecarsUnreachable,
                $"No answer on the admin port of {PodNames.Of(silent, all)}; a NetworkPolicy must let the operator's namespace "
                + "in.");
        }
        if (view.Delivery!.Bytes >= ConfigLimits.NearBytes)
        {
            return True(
                ConditionReasons.ConfigNearLimit,
                $"In force, and the configuration takes {Size(view.Delivery.Bytes)} of the 1 MiB that an object may hold: beyond "
                + "it nothing new can be put in force.");
        }
        return all == 0
            ? True(ConditionReasons.NoSidecars, $"Revision {Short(revision)} is in place; no pod here has a sidecar.")
            : True(ConditionReasons.Programmed, $"Revision {Short(revision)} runs in {PodNames.Count(all)}.");
    }

    private static string Codes(IEnumerable<SidecarObservation> refusing)
    {
        var codes = refusing.Select(sidecar => sidecar.Refusal).OfType<string>()
            .Distinct().Order(StringComparer.Ordinal).ToArray();
        return codes.Length == 0 ? "" : $" ({string.Join(", ", codes)})";
    }

    private static string Size(int bytes) => $"{bytes / 1024} KiB";

    private static string Short(string revision) => revision[..12];

    private static ConditionFinding True(string reason, string message) =>
        ConditionFinding.True(ConditionTypes.Programmed, reason, message);

    private static ConditionFinding False(string reason, string message) =>
        ConditionFinding.False(ConditionTypes.Programmed, reason, message);
}
