using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Sidecars;

namespace K8sRouter.Operator.Injection;

/// <summary>
/// Annotations by which a pod says how its sidecar shall be, and names of what is injected. See also <see cref="ResourceMarks"/>.
/// </summary>
internal static class PodMarks
{
    /// <summary>What all labels and annotations of ours begin with.</summary>
    public const string Prefix = "k8srouter.io/";

    /// <summary>Port of the data port on loopback.</summary>
    public const string Port = Prefix + "port";

    /// <summary>Port of the admin port; also written, so that whoever asks a sidecar knows where.</summary>
    public const string AdminPort = Prefix + "admin-port";

    public const string CpuRequest = Prefix + "cpu-request";

    public const string CpuLimit = Prefix + "cpu-limit";

    public const string MemoryRequest = Prefix + "memory-request";

    public const string MemoryLimit = Prefix + "memory-limit";

    /// <summary>Size limit of the volume for what isn't delivered yet.</summary>
    public const string SpoolSize = Prefix + "spool-size";

    public const string LogLevel = Prefix + "log-level";

    /// <summary>How long the sidecar may take to end.</summary>
    public const string DrainTime = Prefix + "drain-time";

    /// <summary>Written: a hash of all that was injected, by which a later look tells an older injection from its own.</summary>
    public const string InjectionRevision = Prefix + "injection-revision";

    /// <summary>Volume with configuration and credentials.</summary>
    public const string ConfigVolume = "k8srouter-config";

    /// <summary>Volume for what isn't delivered yet.</summary>
    public const string SpoolVolume = "k8srouter-spool";

    /// <summary>Where the autoscaler reads which volumes needn't keep a node.</summary>
    public const string SafeToEvict = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes";

    /// <summary>Where kubectl reads which container is meant.</summary>
    public const string DefaultContainer = "kubectl.kubernetes.io/default-container";

    /// <summary>On pods that a kubelet shows as its own.</summary>
    public const string Mirror = "kubernetes.io/config.mirror";

    /// <summary>User and group of the sidecar, shared with nobody: .NET's base images run as 1654.</summary>
    public const int UserId = 21654;

    /// <summary>Annotations of pods that are read.</summary>
    public static IReadOnlyList<string> Wishes { get; } =
    [
        Port, AdminPort, CpuRequest, CpuLimit, MemoryRequest, MemoryLimit, SpoolSize, LogLevel, DrainTime,
        ResourceMarks.SidecarMode,
    ];

    /// <summary>All annotations of pods that mean something.</summary>
    public static IReadOnlyList<string> Annotations { get; } =
    [
        .. Wishes, ResourceMarks.SidecarImage, ResourceMarks.InjectionSkipped, InjectionRevision, SidecarNudge.Annotation,
    ];

    /// <summary>All labels of pods that mean something.</summary>
    public static IReadOnlyList<string> Labels { get; } = [ResourceMarks.Inject, ResourceMarks.Sidecar];
}
