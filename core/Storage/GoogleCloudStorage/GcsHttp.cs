using System.Net;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>Makes connections to Google Cloud Storage. HTTPS_PROXY and NO_PROXY are honoured.</summary>
public static class GcsHttp
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A handler to be shared by all stores of a process. It follows no redirect (308 has a meaning of its own there) and
    /// decompresses nothing (checksums are of the stored bytes).
    /// </summary>
    public static HttpMessageHandler CreateHandler() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        MaxConnectionsPerServer = 16,
    };
}
