using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Forwarding;

/// <summary>The one pool of connections to providers.</summary>
internal static class UpstreamHttp
{
    /// <summary>
    /// No redirects, cookies or decompression: an answer must be what the addressed provider itself sent. HTTPS_PROXY and
    /// NO_PROXY are honoured; connections live two minutes, so that a provider's change of addresses is followed.
    /// </summary>
    public static HttpMessageInvoker Create(SidecarOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = true,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            EnableMultipleHttp2Connections = true,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = ChainPolicy(options.CaBundle) },
        };
        return new HttpMessageInvoker(handler, disposeHandler: true);
    }

    /// <summary>The authorities of a bundle in the place of the system's; null: the system's.</summary>
    private static X509ChainPolicy? ChainPolicy(string? caBundle)
    {
        if (caBundle is null)
            return null;
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(caBundle);
        return policy;
    }
}
