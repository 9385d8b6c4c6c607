namespace K8sRouter.Operator.Injection;

/// <summary>
/// Why a pod was answered as it was: labels of the metric, words of the log, and of the annotation of skipped pods.
/// </summary>
internal static class InjectionReasons
{
    /// <summary>The pod gets a sidecar.</summary>
    public const string Injected = "Injected";

    /// <summary>The pod came with the sidecar of another version or of other settings, which is replaced.</summary>
    public const string Replaced = "Replaced";

    /// <summary>The pod has its sidecar; what others added to it since gets what it lacks.</summary>
    public const string Completed = "Completed";

    /// <summary>The pod has its sidecar, and nothing is missing.</summary>
    public const string Unchanged = "Unchanged";

    /// <summary>Skipped: the pod says no.</summary>
    public const string OptedOut = "OptedOut";

    /// <summary>Skipped: neither the pod nor its namespace asks for a sidecar.</summary>
    public const string NotOptedIn = "NotOptedIn";

    /// <summary>Skipped: a kubelet shows a pod of its own; nothing said here would reach it.</summary>
    public const string MirrorPod = "MirrorPod";

    /// <summary>Skipped: the namespace is one of Kubernetes' own, or the operator's.</summary>
    public const string SystemNamespace = "SystemNamespace";

    /// <summary>Skipped: the pod shares the node's network, where loopback and ports belong to everyone.</summary>
    public const string HostNetwork = "HostNetwork";

    /// <summary>Skipped: the sidecar runs on Linux.</summary>
    public const string Windows = "Windows";

    /// <summary>Skipped: what was sent isn't the creation of a pod.</summary>
    public const string NotAPod = "NotAPod";

    /// <summary>Refused: the label of the pod has a value that means nothing.</summary>
    public const string BadLabel = "BadLabel";

    /// <summary>Refused: an annotation has a value that means nothing.</summary>
    public const string BadAnnotation = "BadAnnotation";

    /// <summary>Refused: a container or a volume has a name of ours, or a container mounts a volume of ours.</summary>
    public const string NameTaken = "NameTaken";

    /// <summary>Refused: a container listens on a port of ours.</summary>
    public const string PortTaken = "PortTaken";

    /// <summary>Refused: a container runs as the sidecar's user.</summary>
    public const string EqualUid = "EqualUid";

    /// <summary>Refused: the containers see each other's processes.</summary>
    public const string SharedProcessNamespace = "SharedProcessNamespace";

    /// <summary>Refused: the namespace is no workspace, so there is no configuration for a sidecar.</summary>
    public const string NotAWorkspace = "NotAWorkspace";

    /// <summary>Refused: the operator wasn't told which image to inject.</summary>
    public const string NoSidecarImage = "NoSidecarImage";

    /// <summary>Refused: the operator has just started, or the namespace has just been made.</summary>
    public const string NotYetKnown = "NotYetKnown";
}
