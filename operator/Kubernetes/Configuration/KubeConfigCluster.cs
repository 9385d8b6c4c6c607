namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>A cluster of a kubeconfig, in the file's words.</summary>
internal sealed record KubeConfigCluster
{
    public string? Server { get; init; }

    public string? CertificateAuthority { get; init; }

    public string? CertificateAuthorityData { get; init; }

    public bool InsecureSkipTlsVerify { get; init; }

    public string? TlsServerName { get; init; }

    public string? ProxyUrl { get; init; }
}
