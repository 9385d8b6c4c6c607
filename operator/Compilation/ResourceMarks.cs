using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Compilation;

/// <summary>
/// Labels and annotations by which ordinary Kubernetes objects take part; for Secrets see <see cref="SecretUses"/>.
/// </summary>
internal static class ResourceMarks
{
    /// <summary>
    /// Label of namespaces whose pods get sidecars, by the value <see cref="InjectEnabled"/>, and of pods, which may say it for
    /// themselves or, by <see cref="InjectDisabled"/>, the opposite.
    /// </summary>
    public const string Inject = "k8srouter.io/inject";

    /// <summary>The value of <see cref="Inject"/> that opts in.</summary>
    public const string InjectEnabled = "enabled";

    /// <summary>The value of <see cref="Inject"/> that opts a pod out.</summary>
    public const string InjectDisabled = "disabled";

    /// <summary>Name of the injected container.</summary>
    public const string SidecarContainer = "k8srouter";

    /// <summary>Annotation of pods with a sidecar: the image that was injected.</summary>
    public const string SidecarImage = "k8srouter.io/sidecar-image";

    /// <summary>Annotation of pods with a sidecar: <c>native</c> or <c>classic</c>.</summary>
    public const string SidecarMode = "k8srouter.io/sidecar-mode";

    /// <summary>Annotation of pods that got no sidecar though they were asked about: why, as one of the reasons.</summary>
    public const string InjectionSkipped = "k8srouter.io/injection-skipped";

    /// <summary>Label of pods that have a sidecar, by the value <see cref="SidecarInjected"/>.</summary>
    public const string Sidecar = "k8srouter.io/sidecar";

    /// <summary>The value of <see cref="Sidecar"/>.</summary>
    public const string SidecarInjected = "injected";

    /// <summary>Label of everything that the operator writes.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>Value of <see cref="ManagedBy"/>.</summary>
    public const string Manager = "k8srouter";

    /// <summary>
    /// Annotation of the Secret with the signing keys: requests a rotation, with the value <see cref="RotateNow"/> immediately,
    /// with any other value once every sidecar knows the next key.
    /// </summary>
    public const string RotateSigningKey = "k8srouter.io/rotate-signing-key";

    /// <summary>The value of <see cref="RotateSigningKey"/> that doesn't wait.</summary>
    public const string RotateNow = "now";

    /// <summary>Annotation of a delivered configuration: its revision.</summary>
    public const string Revision = "k8srouter.io/revision";

    /// <summary>Annotation of a delivered configuration: UIDs of the policies that it was compiled from.</summary>
    public const string CompiledFrom = "k8srouter.io/compiled-from";

    /// <summary>
    /// Annotation of a namespace by which an administrator accepts that its policy is gone for good. Its value is the UID of that
    /// policy, so that it is no waiver for the next one.
    /// </summary>
    public const string AcceptMissingPolicy = "k8srouter.io/accept-missing-policy";
}
