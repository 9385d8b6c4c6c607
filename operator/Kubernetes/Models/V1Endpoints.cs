using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>The addresses that a Service leads to. Not EndpointSlice: servers before 1.21 have that as beta.</summary>
[KubernetesEntity(Kind = "Endpoints", PluralName = "endpoints", Namespaced = true)]
internal sealed record V1Endpoints : IKubernetesObject
{
    public string ApiVersion => "v1";

    public string Kind => "Endpoints";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>Addresses with the same ports.</summary>
    public IReadOnlyList<V1EndpointSubset>? Subsets { get; init; }
}

/// <summary>Addresses with the same ports.</summary>
internal sealed record V1EndpointSubset
{
    /// <summary>Those that calls are sent to: ready.</summary>
    public IReadOnlyList<V1EndpointAddress>? Addresses { get; init; }
}

/// <summary>An address.</summary>
internal sealed record V1EndpointAddress
{
    /// <summary>Whose it is.</summary>
    public V1ObjectReference? TargetRef { get; init; }
}
