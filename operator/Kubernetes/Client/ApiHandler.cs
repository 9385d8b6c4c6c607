using System.Net;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using K8sRouter.Operator.Kubernetes.Configuration;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>Sets the library's HTTP handler up for an API server.</summary>
internal static class ApiHandler
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

    private static readonly string Agent =
        $"k8srouter-operator/{typeof(ApiHandler).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>
    /// The settings that the library's client is made of. Without a timeout, since watches last: its user has time limits of its
    /// own.
    /// </summary>
    public static k8s.KubernetesClientConfiguration SettingsOf(ClusterConnection connection)
    {
        var settings = connection.Settings;
        settings.UserAgent = Agent;
        settings.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        settings.FirstMessageHandlerSetup = handler => SetUp(handler, connection);
        return settings;
    }

    private static void SetUp(SocketsHttpHandler handler, ClusterConnection connection)
    {
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.AutomaticDecompression = DecompressionMethods.GZip;
        handler.ActivityHeadersPropagator = null;
        handler.ConnectTimeout = ConnectTimeout;
        handler.KeepAlivePingDelay = PingDelay;
        handler.KeepAlivePingTimeout = PingTimeout;
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always;
        handler.PooledConnectionLifetime = ConnectionLifetime;
        handler.UseProxy = connection.Proxy is not null;
        handler.Proxy = connection.Proxy is null ? null : ProxyOf(connection.Proxy);
        if (connection.Authorities is not null)
            handler.SslOptions.CertificateChainPolicy = OnlyIssuedBy(connection.Authorities);
        // By the context it is sent in any case, and with those that issued it.
        handler.SslOptions.ClientCertificateContext = connection.ClientCertificate;
        if (connection.Settings.TokenProvider is PluginToken plugin)
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => plugin.ClientCertificate!;
    }

    /// <summary>
    /// The system's own authorities don't count: any of them could stand between us and the API server. The library's check lets
    /// them count, so it isn't told of an authority.
    /// </summary>
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
