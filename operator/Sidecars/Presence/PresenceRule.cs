using System.Text.RegularExpressions;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Injection;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Sidecars.Presence;

/// <summary>Which pods should have a sidecar, and whether they do. The pod's own label beats the namespace's.</summary>
internal static partial class PresenceRule
{
    /// <summary>Annotation by which a kubelet shows a pod that it made of a file: no webhook is ever asked about it.</summary>
    public const string Mirror = "kubernetes.io/config.mirror";

    private const string UnknownReason = "unknown";

    public static PodPresence Of(SlimPod pod, bool namespaceAsks)
    {
        var metadata = pod.Metadata;
        if (pod.Status?.Phase is "Succeeded" or "Failed" || metadata.DeletionTimestamp is not null)
            return PodPresence.NotConcerned;
        if (metadata.Labels?.GetValueOrDefault(ResourceMarks.Sidecar) == ResourceMarks.SidecarInjected)
            return PodPresence.Injected;
        var label = metadata.Labels?.GetValueOrDefault(ResourceMarks.Inject);
        if ((!namespaceAsks && label != ResourceMarks.InjectEnabled) || metadata.Annotations?.ContainsKey(Mirror) is true)
            return PodPresence.NotConcerned;
        return label == ResourceMarks.InjectDisabled ? PodPresence.OptedOut
            : pod.Spec?.HostNetwork is true ? PodPresence.HostNetwork
            : PodSystem.WindowsField(pod.Spec) is not null ? PodPresence.Windows
            : metadata.Annotations?.ContainsKey(ResourceMarks.InjectionSkipped) is true ? PodPresence.Skipped
            : PodPresence.Missing;
    }

    /// <summary>
    /// Why a pod was skipped. Whoever makes pods may annotate them: what isn't of a reason's form is not repeated.
    /// </summary>
    public static string SkippedFor(SlimPod pod) =>
        pod.Metadata.Annotations?.GetValueOrDefault(ResourceMarks.InjectionSkipped) is { } reason && Code().IsMatch(reason)
            ? reason
            : UnknownReason;

    /// <summary>
    /// Whether a pod has a sidecar of another image than new pods get. Of one that nobody injected nothing is known.
    /// </summary>
    /// <param name="pod">A pod with a sidecar.</param>
    /// <param name="image">What new pods get; null: nothing is injected.</param>
    public static bool IsOutdated(SlimPod pod, string? image) =>
        image is not null && pod.Metadata.Annotations?.GetValueOrDefault(ResourceMarks.SidecarImage) is { } its && its != image;

    [GeneratedRegex(@"\A[A-Z][A-Za-z]{0,39}\z")]
    private static partial Regex Code();
}
