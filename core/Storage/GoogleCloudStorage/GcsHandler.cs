using System.Net;
using System.Net.Http.Headers;
using K8sRouter.Core.Google;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>
/// Stands between Google's client and the connection: gives each request its token, tells the attempt that bytes move, and
/// turns every answer that isn't success into a fault of ours, so that nothing quotes the service's words.
/// </summary>
/// <param name="inner">Made by <see cref="GcsHttp"/>, shared by all stores of the process.</param>
/// <param name="authorization">The store's tokens.</param>
/// <param name="throttle">Is told that the service is busy.</param>
/// <param name="clock">Tells how far away a date of <c>Retry-After</c> is.</param>
internal sealed class GcsHandler(
    HttpMessageHandler inner, GcsAuthorization authorization, GcsThrottle throttle, TimeProvider clock)
    : DelegatingHandler(inner)
{
    /// <summary>The header that every answer with an object's bytes has.</summary>
    public const string GenerationHeader = "x-goog-generation";

    private const int MaxErrorBytes = 64 << 10;

    /// <exception cref="GcsAnswerException">Refused for good.</exception>
    /// <exception cref="GcsTransientException">Refused for now.</exception>
    /// <exception cref="GoogleCredentialException">There is no token.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var attempt = GcsAttempt.Current;
        if (request.Content is { } content)
            request.Content = new ProgressContent(content, attempt);
        for (bool again = false; ; again = true)
        {
            string? token = await authorization.GetAsync(cancellationToken);
            request.Headers.Authorization = token is null ? null : new("Bearer", token);
            var response = await base.SendAsync(request, cancellationToken);
            attempt?.Progress();
            if (IsAnswer(request, response))
                return response;
            using (response)
            {
                if (response.StatusCode == HttpStatusCode.Unauthorized && token is not null && !again)
                {
                    authorization.Refuse(token);
                    continue;
                }
                throw await FaultAsync(response, cancellationToken);
            }
        }
    }

    /// <summary>Whether the library is to read the answer.</summary>
    private static bool IsAnswer(HttpRequestMessage request, HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
            return IsChunkAnswer(request, response);
        string? fault = null;
        // The bytes of an upload go nowhere but where the store is.
        if (request.Headers.Contains("X-Upload-Content-Length") && !IsHere(response.Headers.Location, request))
            fault = "an upload session at another address than the service's";
        // Some proxies ask for a password so. An object may be a page.
        else if (response.Content.Headers.ContentType?.MediaType == "text/html" && !response.Headers.Contains(GenerationHeader))
            fault = "a page in the place of an answer";
        if (fault is null)
            return true;
        response.Dispose();
        throw new GcsTransientException(fault);
    }

    private static bool IsHere(Uri? location, HttpRequestMessage request) => location is { IsAbsoluteUri: true }
        && location.GetLeftPart(UriPartial.Authority) == request.RequestUri!.GetLeftPart(UriPartial.Authority);

    /// <summary>Whether it says how much of a resumable upload is there: 308 means that and no redirect.</summary>
    private static bool IsChunkAnswer(HttpRequestMessage request, HttpResponseMessage response)
    {
        if (request.Method != HttpMethod.Put || response.StatusCode != HttpStatusCode.PermanentRedirect)
            return false;
        if (!response.Headers.TryGetValues("Range", out var values))
            return true;
        // The library counts on a place within the object.
        return RangeHeaderValue.TryParse(values.First(), out var range) && range.Ranges.Count == 1
            && range.Ranges.First().To + 1 < request.Content?.Headers.ContentRange?.Length
            ? true
            : throw new GcsAnswerException(HttpStatusCode.Gone, new(null, false));
    }

    private async Task<Exception> FaultAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var error = GcsError.Parse(await ReadErrorAsync(response, cancellationToken));
        if (!GcsFaults.IsPassing(response.StatusCode, error))
            return new GcsAnswerException(response.StatusCode, error);
        var header = response.Headers.RetryAfter;
        var retryAfter = header?.Delta ?? header?.Date - clock.GetUtcNow();
        if (GcsFaults.IsBusy(response.StatusCode))
            throttle.Slow(retryAfter);
        return new GcsTransientException($"HTTP {(int)response.StatusCode}", response.StatusCode, retryAfter);
    }

    private static async Task<byte[]> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var text = new byte[MaxErrorBytes];
        int length = await body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellationToken);
        return text[..length];
    }
}
