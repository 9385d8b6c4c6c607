using System.Globalization;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Sidecars;

/// <summary>Finds the sidecar of a pod that is labelled as having one.</summary>
internal static class SidecarPods
{
    /// <summary>Annotation of pods: the port of the sidecar's admin endpoints.</summary>
    public const string AdminPort = "k8srouter.io/admin-port";

    /// <summary>What a sidecar listens on where nothing else is said.</summary>
    private const int DefaultAdminPort = 8788;

    /// <summary>
    /// The sidecar; null: the pod doesn't run yet, or is on its way out. So is one whose work is done, as a Job's: its sidecar
    /// ends before its phase says so.
    /// </summary>
    public static SidecarPod? Of(SlimPod pod) =>
        pod.Metadata.DeletionTimestamp is null && !PodEnd.OthersHaveEnded(pod) ? Addressed(pod) : null;

    /// <summary>The sidecar, on its way out or not; null: the pod doesn't run.</summary>
    public static SidecarPod? Addressed(SlimPod pod)
    {
        var metadata = pod.Metadata;
        if (pod.Status is not { Phase: "Running", PodIP: { Length: > 0 } ip })
            return null;
        var annotation = metadata.Annotations?.GetValueOrDefault(AdminPort);
        var isPort = ushort.TryParse(annotation, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0;
        return new SidecarPod
        {
            Namespace = metadata.NamespaceProperty!,
            Name = metadata.Name!,
            Uid = metadata.Uid!,
            Ip = ip,
            AdminPort = isPort ? port : DefaultAdminPort,
        };
    }
}
