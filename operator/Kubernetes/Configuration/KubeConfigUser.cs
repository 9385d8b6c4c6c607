using YamlDotNet.Serialization;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>A user of a kubeconfig, in the file's words. Its text shows no credential.</summary>
internal sealed record KubeConfigUser
{
    public string? ClientCertificate { get; init; }

    public string? ClientCertificateData { get; init; }

    public string? ClientKey { get; init; }

    public string? ClientKeyData { get; init; }

    public string? Token { get; init; }

    [YamlMember(Alias = "tokenFile", ApplyNamingConventions = false)]
    public string? TokenFile { get; init; }

    public string? Username { get; init; }

    public string? As { get; init; }

    public object? Exec { get; init; }

    public object? AuthProvider { get; init; }

    public override string ToString() => nameof(KubeConfigUser);
}
