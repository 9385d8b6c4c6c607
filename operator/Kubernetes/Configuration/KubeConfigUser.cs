using k8s.KubeConfigModels;
using YamlDotNet.Serialization;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>A user of a kubeconfig, with the fields that the library passes over.</summary>
internal sealed class KubeConfigUser : UserCredentials
{
    [YamlMember(Alias = "tokenFile")]
    public string? TokenFile { get; init; }

    [YamlMember(Alias = "as-uid")]
    public string? ImpersonateUid { get; init; }

    /// <summary>In the place of the library's own, which knows no lists.</summary>
    [YamlMember(Alias = "as-user-extra")]
    public object? ImpersonateExtra { get; init; }
}
