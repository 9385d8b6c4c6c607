using System.Net;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>Makes the HTTP client for Google Cloud Storage. HTTPS_PROXY and NO_PROXY are honoured.</summary>
public static class GcsHttp
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A client to be shared by all stores of a process. It follows no redirect (308 has a meaning of its own there),
    /// decompresses nothing (checksums are of the stored bytes) and has no timeout: the store has its own.
    /// </summary>
    public static HttpClient CreateClient() => new(CreateHandler(), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };

    private static SocketsHttpHandler CreateHandler() => new()
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
