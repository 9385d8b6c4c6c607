using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>How the API server is reached. Its text shows no credential.</summary>
internal sealed record KubernetesClientConfiguration
{
    /// <summary>Address, ending with a slash; with a path where a gateway serves several clusters.</summary>
    public required Uri Server { get; init; }

    /// <summary>Where this was read, for people: <c>in-cluster</c>, or a kubeconfig's path and context.</summary>
    public required string Origin { get; init; }

    /// <summary>The namespace that we are in, or that the context names.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>The only authorities that may have issued the server's certificate; null: the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Our certificate with its chain; null: none.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; init; }

    /// <summary>Our token; null: none.</summary>
    public BearerToken? Token { get; init; }

    /// <summary>The name in the server's certificate, where it isn't the address's. Also sent as the host of a call.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Whether the server's certificate isn't looked at.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>The proxy on the way, perhaps with user and password; null: none.</summary>
    public Uri? Proxy { get; init; }

    public override string ToString() => $"{Server.GetLeftPart(UriPartial.Path)} ({Origin})";
}
