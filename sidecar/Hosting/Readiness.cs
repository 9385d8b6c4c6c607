using System.Net;
using System.Text.Json;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>Asks a sidecar's admin port whether it is ready.</summary>
internal sealed class Readiness : IDisposable
{
    private const int LongestReason = 500;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 64 << 10,
    };

    public Readiness(IPAddress address, int port) => Url = new UriBuilder("http", address.ToString(), port, "readyz").Uri;

    public Uri Url { get; }

    /// <summary>What keeps it from being ready, in one line; null: it is.</summary>
    public async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(Url, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK
                ? null
                : ReasonOf(await answer.Content.ReadAsByteArrayAsync(cancellationToken))
                    ?? $"it answers {(int)answer.StatusCode}";
        }
        catch (HttpRequestException fault)
        {
            return fault.HttpRequestError == HttpRequestError.ConnectionError
                ? "nothing listens there; see the log of the container k8srouter"
                : $"it can't be asked ({fault.HttpRequestError})";
        }
    }

    public void Dispose() => _http.Dispose();

    private static string? ReasonOf(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("reason", out var reason) && reason.GetString() is { } text
                ? string.Concat(text.Take(LongestReason).Select(c => char.IsControl(c) ? ' ' : c))
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
