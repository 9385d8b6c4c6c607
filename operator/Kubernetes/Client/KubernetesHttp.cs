using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using K8sRouter.Operator.Kubernetes.Configuration;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>Makes the HTTP client for an API server.</summary>
internal static class KubernetesHttp
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A connection that died silently would hold its watches, leases and writes for a quarter of an hour otherwise.
    /// </summary>
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Takes new calls to another connection, and so perhaps to a server that has come back. Watches aren't cut: the old
    /// connection ends after its last stream.
    /// </summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    /// <summary>A client without a timeout, since watches last: its user has time limits of its own.</summary>
    public static HttpClient CreateClient(KubernetesClientConfiguration configuration) =>
        new(CreateHandler(configuration), disposeHandler: true)
        {
            BaseAddress = configuration.Server,
            Timeout = Timeout.InfiniteTimeSpan,
        };

    private static SocketsHttpHandler CreateHandler(KubernetesClientConfiguration configuration)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ActivityHeadersPropagator = null,
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
            PooledConnectionLifetime = ConnectionLifetime,
            UseProxy = configuration.Proxy is not null,
            Proxy = configuration.Proxy is null ? null : ProxyOf(configuration.Proxy),
        };
        if (configuration.Authorities is not null)
            handler.SslOptions.CertificateChainPolicy = OnlyIssuedBy(configuration.Authorities);
        if (configuration.SkipTlsVerify)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null;
        // By the context it is sent in any case; picked from a collection, only where the server names its issuer.
        handler.SslOptions.ClientCertificateContext = configuration.ClientCertificate;
        return handler;
    }

    /// <summary>The system's own authorities don't count: any of them could stand between us and the API server.</summary>
    private static X509ChainPolicy OnlyIssuedBy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static WebProxy ProxyOf(Uri address)
    {
        var proxy = new WebProxy(new UriBuilder(address) { UserName = "", Password = "" }.Uri);
        if (address.UserInfo.Length == 0)
            return proxy;
        var parts = address.UserInfo.Split(':', 2);
        proxy.Credentials = new NetworkCredential(
            Uri.UnescapeDataString(parts[0]), parts.Length == 1 ? "" : Uri.UnescapeDataString(parts[1]));
        return proxy;
    }
}
