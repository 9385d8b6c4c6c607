using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Injection;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Sidecars.Presence;

/// <summary>What is kept of pods, of which there are thousands: the fields that something is decided by.</summary>
internal static class PodShape
{
    private static readonly string[] Labels =
        [ResourceMarks.Sidecar, ResourceMarks.Inject, RestartAdvice.TemplateHash];

    private static readonly string[] Annotations =
    [
        SidecarPods.AdminPort, ResourceMarks.SidecarImage, ResourceMarks.SidecarMode, ResourceMarks.InjectionSkipped,
        PresenceRule.Mirror,
    ];

    /// <summary>
    /// A pod with a sidecar. What its containers do counts where the kubelet takes the sidecar for one, and where they end for
    /// good.
    /// </summary>
    public static SlimPod WithSidecar(SlimPod pod)
    {
        var counts = pod.Metadata.Annotations?.GetValueOrDefault(ResourceMarks.SidecarMode) == SidecarModes.Classic
            || PodEnd.MayComplete(pod);
        return Of(pod) with
        {
            Spec = counts && pod.Spec is { } spec
                ? new SlimPodSpec
                {
                    HostNetwork = spec.HostNetwork,
                    RestartPolicy = spec.RestartPolicy,
                    Containers = spec.Containers?.Select(container => new SlimContainer { Name = container.Name }).ToArray(),
                }
                : null,
            Status = pod.Status is { } status
                ? status with { Conditions = null, ContainerStatuses = counts ? status.ContainerStatuses : null }
                : null,
        };
    }

    /// <summary>A pod without.</summary>
    public static SlimPod Bare(SlimPod pod) => Of(pod) with
    {
        Spec = pod.Spec?.HostNetwork is true ? new SlimPodSpec { HostNetwork = true }
            : PodSystem.WindowsField(pod.Spec) is not null ? new SlimPodSpec { Os = PodSystem.OfWindows }
            : null,
        Status = new SlimPodStatus { Phase = pod.Status?.Phase },
    };

    private static SlimPod Of(SlimPod pod) => new()
    {
        Metadata = pod.Metadata with
        {
            Labels = Only(pod.Metadata.Labels, Labels),
            Annotations = Only(pod.Metadata.Annotations, Annotations),
            Finalizers = null,
        },
    };

    private static Dictionary<string, string>? Only(IReadOnlyDictionary<string, string>? all, string[] names)
    {
        Dictionary<string, string>? kept = null;
        foreach (var name in all is null ? [] : names)
        {
            if (all!.TryGetValue(name, out var value))
                (kept ??= []).Add(name, value);
        }
        return kept;
    }
}
