using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>A pod: what is asked for and what became of it, as far as sidecars are found and counted by it.</summary>
[KubernetesEntity(Kind = "Pod", PluralName = "pods", Namespaced = true)]
internal sealed record SlimPod : IKubernetesObject
{
    public string ApiVersion => "v1";

    public string Kind => "Pod";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is asked for.</summary>
    public SlimPodSpec? Spec { get; init; }

    /// <summary>What became of it.</summary>
    public SlimPodStatus? Status { get; init; }
}
