using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using K8sRouter.Operator.Sidecars.Completion;

namespace K8sRouter.Operator.Sidecars;

/// <summary>
/// Asks a sidecar's admin port how it is doing, and tells it to end. The answer comes from a pod that isn't ours: it is bounded
/// in time and size, never leads elsewhere, and is asked for at a pod's own address only.
/// </summary>
/// <param name="time">Bounds the waiting.</param>
/// <param name="allowLoopback">Whether 127.0.0.0/8 and ::1 count as addresses of pods; for tests without a cluster.</param>
internal sealed class SidecarClient(TimeProvider time, bool allowLoopback = false) : IDisposable
{
    private const int MostBytes = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        // Pods are reached directly: a proxy would be asked for addresses inside the cluster.
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = Patience,
        MaxResponseHeadersLength = 16,
        // Each is asked about once a minute: a connection kept for that long is of no use to anybody.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>What the sidecar says. One that doesn't answer in time, or not as a sidecar would, isn't reached.</summary>
    public async Task<SidecarObservation> AskAsync(SidecarPod pod, CancellationToken cancellationToken)
    {
        var unreached = new SidecarObservation { Pod = pod.Name, Reached = false };
        if (AddressOf(pod, "/observation") is not { } uri)
            return unreached;
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var response = await _http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return response.StatusCode == HttpStatusCode.OK && await ReadAsync(response.Content, both.Token) is { } body
                ? SidecarAnswer.Read(pod.Name, body) ?? unreached
                : unreached;
        }
        catch (Exception fault) when (
            fault is HttpRequestException or IOException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return unreached;
        }
    }

    /// <summary>Tells the sidecar to end as after SIGTERM. Of the answer nothing but its status is looked at.</summary>
    /// <param name="pod">Whose.</param>
    /// <param name="token">What proves that it is the operator who tells.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<QuitOutcome> QuitAsync(SidecarPod pod, string token, CancellationToken cancellationToken)
    {
        if (AddressOf(pod, "/quit") is not { } uri)
            return QuitOutcome.Unreached;
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, uri);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return response.StatusCode switch
            {
                HttpStatusCode.Accepted => QuitOutcome.Accepted,
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => QuitOutcome.Refused,
                _ => QuitOutcome.NotUnderstood,
            };
        }
        catch (Exception fault) when (
            fault is HttpRequestException or IOException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return QuitOutcome.Unreached;
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Where a sidecar answers; null: its pod has no address of a pod.</summary>
    private Uri? AddressOf(SidecarPod pod, string path) =>
        IPAddress.TryParse(pod.Ip, out var address) && IsAddressOfPod(address)
            ? new UriBuilder(Uri.UriSchemeHttp, address.ToString(), pod.AdminPort, path).Uri
            : null;

    private bool IsAddressOfPod(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return allowLoopback;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return !address.IsIPv6LinkLocal && !address.IsIPv6Multicast && !address.Equals(IPAddress.IPv6Any);
        var bytes = address.GetAddressBytes();
        // 0.0.0.0/8, the link-local network with the cloud's metadata, multicast and what lies above it.
        return bytes[0] is not 0 and < 224 && (bytes[0] != 169 || bytes[1] != 254);
    }

    /// <summary>The body; null: it is longer than any sidecar's.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MostBytes + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length > MostBytes ? null : buffer.AsMemory(0, length);
    }
}
