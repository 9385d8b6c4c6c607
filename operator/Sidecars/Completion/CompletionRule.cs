using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Injection;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Sidecars.Completion;

/// <summary>
/// When a classic sidecar, which the kubelet takes for an application like any other, is all that keeps a pod from completing.
/// </summary>
internal static class CompletionRule
{
    public static CompletionDecision Of(SlimPod pod)
    {
        // A sidecar is never injected into a pod on the node's network: whatever says so there isn't one to be told anything.
        if (pod.Metadata.Annotations?.GetValueOrDefault(ResourceMarks.SidecarMode) != SidecarModes.Classic
            || pod.Spec?.HostNetwork is true)
            return new(null, CompletionReasons.NotClassic);
        var restarts = pod.Spec?.RestartPolicy ?? "Always";
        var sidecar = PodEnd.StateOf(pod, ResourceMarks.SidecarContainer);
        if (sidecar?.Terminated is { } ended && (restarts == "Never" || ended.ExitCode == 0))
            return new(null, CompletionReasons.SidecarEnded);
        if (sidecar?.Running is null || SidecarPods.Addressed(pod) is not { } told)
            return new(null, CompletionReasons.SidecarNotRunning);

        var goes = pod.Metadata.DeletionTimestamp is not null;
        if (!goes && !PodEnd.MayComplete(pod))
            return new(null, CompletionReasons.RestartsAlways);
        return PodEnd.OthersHaveEnded(pod)
            ? new(told, goes ? CompletionReasons.OthersEndedEarly : CompletionReasons.OthersEnded)
            : new(null, CompletionReasons.OthersRunning);
    }
}
