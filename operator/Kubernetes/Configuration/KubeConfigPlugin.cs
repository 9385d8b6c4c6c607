using k8s.KubeConfigModels;
using YamlDotNet.Serialization;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>A credential plugin of a kubeconfig, with the field that the library passes over.</summary>
internal sealed class KubeConfigPlugin : ExternalExecution
{
    [YamlMember(Alias = "interactiveMode")]
    public string? InteractiveMode { get; init; }
}
