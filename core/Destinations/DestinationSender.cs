using System.Net;
using System.Net.Http.Headers;
using K8sRouter.Core.Http;

namespace K8sRouter.Core.Destinations;

/// <summary>
/// Sends requests to one destination: what may be called, with which headers, for how long, and what an answer means.
/// </summary>
internal sealed class DestinationSender(ExporterContext context)
{
    /// <summary>Headers that belong to the connection or to the body, not to a destination's author.</summary>
    private static readonly HashSet<string> OwnHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Expect", "Upgrade",
    };

    /// <summary>Longest wait for an answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// A request without its body; null: it can't be sent, and <paramref name="fault"/> says why. Asked before a body is written.
    /// </summary>
    /// <param name="parts">What the destination's type says; null: a secret that it needs has no value.</param>
    /// <param name="fault">Why not.</param>
    public HttpRequestMessage? Prepare(DestinationRequest? parts, out ExportResult fault)
    {
        fault = default;
        if (parts is null || context.Fields.Headers() is not { } headers)
            fault = ExportResult.Retry(ExportFaults.MissingSecret);
        else if (!Uri.TryCreate(parts.Url, UriKind.Absolute, out var uri) || !MayCall(uri))
            fault = ExportResult.Retry(ExportFaults.InvalidUrl);
        // Behind a proxy no address is ours to check at connect; one that stands in the URL is.
        else if (IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var literal)
            && AddressGuard.Refuses(literal, allowPrivate: true))
            fault = ExportResult.Retry(ExportFaults.RefusedAddress);
        else
            return Checked(Request(parts, uri, headers), out fault);
        return null;
    }

    /// <summary>A request with all its headers; null: one of them can't be sent, and <paramref name="fault"/> says so.</summary>
    public static HttpRequestMessage? Checked(HttpRequestMessage request, out ExportResult fault)
    {
        fault = default;
        foreach (var header in request.Headers.NonValidated)
        {
            if (header.Value.All(HeaderText.CanCarry))
                continue;
            request.Dispose();
            fault = ExportResult.Retry(ExportFaults.InvalidHeader);
            return null;
        }
        return request;
    }

    /// <summary>Sends a request.</summary>
    /// <param name="request">Of <see cref="Prepare"/>, with its body.</param>
    /// <param name="read">Reads what a successful answer says; null: its status says all.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public async Task<ExportResult> SendAsync(
        HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<ExportResult>>? read,
        CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, context.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // The body of a refusal is nobody's business: it may echo a prompt, and isn't read, logged or shown.
            using var response = await context.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
                return Refusal(response);
            return read is null ? ExportResult.Delivered : await read(response, either.Token);
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

    private static HttpRequestMessage Request(
        DestinationRequest parts, Uri uri, IReadOnlyList<KeyValuePair<string, string>> authors)
    {
        var request = new HttpRequestMessage(parts.Method, uri);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("K8sRouter", TraceNames.ServiceVersion));
        foreach (var (name, value) in parts.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        foreach (var (name, value) in authors)
        {
            if (!OwnHeaders.Contains(name) && !parts.Headers.Any(own => own.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))
                request.Headers.TryAddWithoutValidation(name, value);
        }
        return request;
    }

    private bool MayCall(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps || (context.Destination.AllowPlaintext && uri.Scheme == Uri.UriSchemeHttp);

    private ExportResult Refusal(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        string code = ExportFaults.OfStatus(status);
        return RetryableStatuses.Contains(status)
            ? ExportResult.Retry(code, RetryAfter(response.Headers.RetryAfter))
            : ExportResult.Dropped(code);
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var asked = header?.Delta ?? header?.Date - context.Clock.GetUtcNow();
        if (asked is null || asked < TimeSpan.Zero)
            return null;
        return asked > Backoff.MaxRetryAfter ? Backoff.MaxRetryAfter : asked;
    }
}
