using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Sidecars;

/// <summary>When a pod's work is done, though its sidecar may still run: the pod's phase says it only afterwards.</summary>
internal static class PodEnd
{
    /// <summary>Whether the pod ends by itself once its containers have.</summary>
    public static bool MayComplete(SlimPod pod) => pod.Spec?.RestartPolicy is "Never" or "OnFailure";

    /// <summary>Whether every container but the sidecar has ended, and none will be started again.</summary>
    public static bool OthersHaveEnded(SlimPod pod)
    {
        // The kubelet starts nothing again in a pod that is being deleted.
        var goes = pod.Metadata.DeletionTimestamp is not null;
        if (!goes && !MayComplete(pod))
            return false;
        var others = (pod.Spec?.Containers ?? [])
            .Where(container => container.Name != ResourceMarks.SidecarContainer)
            .Select(container => StateOf(pod, container.Name)?.Terminated)
            .ToArray();
        return others.Length > 0
            && others.All(end => end is not null && (goes || pod.Spec?.RestartPolicy == "Never" || end.ExitCode == 0));
    }

    /// <summary>What a container does; null: nothing is known of it.</summary>
    public static SlimContainerState? StateOf(SlimPod pod, string? name) =>
        pod.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == name)?.State;
}
