using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>
/// How the API server is reached: the library's settings, and beside them what it would pass over or do otherwise. Its text
/// shows no credential.
/// </summary>
internal sealed record ClusterConnection
{
    /// <summary>Server, namespace, token or password. Without authorities and client certificate, which stand below.</summary>
    public required k8s.KubernetesClientConfiguration Settings { get; init; }

    /// <summary>Where this was read, for people: <c>in-cluster</c>, or a kubeconfig's path and context.</summary>
    public required string Origin { get; init; }

    /// <summary>The only authorities that may have issued the server's certificate; null: the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Our certificate with its chain; null: none, or the credential plugin's.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; init; }

    /// <summary>The proxy on the way, perhaps with user and password; null: none.</summary>
    public Uri? Proxy { get; init; }

    public override string ToString() => $"{new Uri(Settings.Host).GetLeftPart(UriPartial.Path)} ({Origin})";
}
