using System.Net;
using System.Net.Http.Headers;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations;

/// <summary>Sends OTLP JSON to a URL, verbatim: types <c>webhook</c> and <c>otel-collector</c>.</summary>
public sealed class WebhookExporter : ITraceExporter
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(10);

    /// <summary>Headers that belong to the connection or to the body, not to a destination's author.</summary>
    private static readonly HashSet<string> OwnHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Expect", "Upgrade",
    };

    /// <summary>Memory for a body is asked for by the length of the last one, within reason.</summary>
    private const int LongestHint = 1 << 20;

    private readonly DestinationEntry _destination;
    private readonly DestinationFields _fields;
    private readonly string _urlField;
    private readonly HttpClient _client;
    private readonly TimeProvider _clock;
    private int _bodyLength = 16 << 10;

    internal WebhookExporter(
        DestinationEntry destination, DestinationFields fields, string urlField, HttpClient client, TimeProvider clock)
    {
        _destination = destination;
        _fields = fields;
        _urlField = urlField;
        _client = client;
        _clock = clock;
    }

    /// <inheritdoc/>
    public async Task<ExportResult> ExportAsync(IReadOnlyList<TracedGeneration> batch, CancellationToken cancellationToken)
    {
        if (_fields.Get(_urlField) is not { } url || _fields.Headers() is not { } headers)
            return ExportResult.Retry(ExportFaults.MissingSecret);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !MayCall(uri))
            return ExportResult.Retry(ExportFaults.InvalidUrl);
        // Behind a proxy no address is ours to check at connect; one that stands in the URL is.
        if (IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var literal) && AddressGuard.Refuses(literal, allowPrivate: true))
            return ExportResult.Retry(ExportFaults.RefusedAddress);

        using var body = new TraceBody(_bodyLength);
        Write(body.Json, batch);
        _bodyLength = Math.Min(body.Json.Length + (body.Json.Length / 4), LongestHint);
        using var request = new HttpRequestMessage(_fields.Get("method") == "PUT" ? HttpMethod.Put : HttpMethod.Post, uri)
        {
            Content = body,
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("K8sRouter", TraceNames.ServiceVersion));
        foreach (var (name, value) in headers)
        {
            if (!OwnHeaders.Contains(name))
                request.Headers.TryAddWithoutValidation(name, value);
        }
        return await SendAsync(request, cancellationToken);
    }

    private void Write(JsonBuffer body, IReadOnlyList<TracedGeneration> batch)
    {
        using var traces = new OtlpTraceWriter(body, _destination);
        foreach (var generation in batch)
            traces.Add(generation);
        traces.End();
    }

    private bool MayCall(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps || (_destination.AllowPlaintext && uri.Scheme == Uri.UriSchemeHttp);

    private async Task<ExportResult> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(RequestTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // The body of the answer is nobody's business: it isn't read, logged or shown.
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return Judge(response);
        }
        catch (HttpRequestException fault) when (fault.InnerException is RefusedAddressException)
        {
            return ExportResult.Retry(ExportFaults.RefusedAddress);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return ExportResult.Retry(ExportFaults.Connection);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ExportResult.Retry(ExportFaults.Timeout);
        }
    }

    private ExportResult Judge(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
            return ExportResult.Delivered;
        string code = $"http_{(int)response.StatusCode}";
        return response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            ? ExportResult.Retry(code, RetryAfter(response.Headers.RetryAfter))
            : ExportResult.Dropped(code);
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var asked = header?.Delta ?? header?.Date - _clock.GetUtcNow();
        if (asked is null || asked < TimeSpan.Zero)
            return null;
        return asked > LongestRetryAfter ? LongestRetryAfter : asked;
    }
}
