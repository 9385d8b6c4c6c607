using k8s.KubeConfigModels;
using YamlDotNet.Serialization;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>A cluster of a kubeconfig, with the field that the library passes over.</summary>
internal sealed class KubeConfigCluster : ClusterEndpoint
{
    [YamlMember(Alias = "proxy-url")]
    public string? ProxyUrl { get; init; }
}
