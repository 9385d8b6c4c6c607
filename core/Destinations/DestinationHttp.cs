using System.Net;
using System.Net.Sockets;

namespace K8sRouter.Core.Destinations;

/// <summary>
/// Makes the HTTP client for destinations: no redirects, no cookies, and every resolved address is checked at the moment of
/// connecting, since a name may resolve to another address than it did when the URL was checked. HTTPS_PROXY and NO_PROXY are
/// honoured; behind a proxy resolving, and so checking, is the proxy's.
/// </summary>
public static class DestinationHttp
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>A client to be shared by all destinations of a process.</summary>
    /// <param name="allowPrivate">Whether loopback and private networks are allowed.</param>
    public static HttpClient CreateClient(bool allowPrivate) => new(CreateHandler(allowPrivate), disposeHandler: true)
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static SocketsHttpHandler CreateHandler(bool allowPrivate) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        MaxConnectionsPerServer = 8,
        MaxResponseHeadersLength = 32,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context, allowPrivate, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, bool allowPrivate, CancellationToken cancellationToken)
    {
        var endPoint = context.DnsEndPoint;
        bool toProxy = !IsHostOf(context.InitialRequestMessage.RequestUri, endPoint);
        var addresses = await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken);
        if (!toProxy && Array.Exists(addresses, address => AddressGuard.Refuses(address, allowPrivate)))
            throw new RefusedAddressException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // To the addresses that were checked, not to the name, which could resolve differently the second time.
            await socket.ConnectAsync(addresses, endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsHostOf(Uri? uri, DnsEndPoint endPoint) =>
        uri is not null && uri.Port == endPoint.Port
        && string.Equals(uri.IdnHost.Trim('[', ']'), endPoint.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);
}
