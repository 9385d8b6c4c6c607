using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using K8sRouter.Core.Google;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>
/// Sends one store's requests: with a token, within time, again where that may help, and slower while the service is busy.
/// </summary>
/// <param name="client">Made by <see cref="GcsHttp"/>.</param>
/// <param name="authorization">The store's tokens.</param>
/// <param name="place">The bucket, for people.</param>
/// <param name="tuning">Sizes and times.</param>
/// <param name="clock">Drives timeouts and waits.</param>
internal sealed class GcsTransport(
    HttpClient client, GcsAuthorization authorization, string place, GcsTuning tuning, TimeProvider clock)
{
    private const int LongestError = 64 << 10;

    private readonly GcsThrottle _throttle = new(tuning, clock);

    public string Place => place;

    public GcsTuning Tuning => tuning;

    public TimeProvider Clock => clock;

    /// <summary>Makes attempts until one succeeds.</summary>
    /// <param name="action">What is attempted, for people: <c>write an object</c>.</param>
    /// <param name="once">Makes one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ObjectStoreException">All failed, or one in a way that another doesn't mend.</exception>
    public async Task<T> RunAsync<T>(string action, Func<GcsAttempt, Task<T>> once, CancellationToken cancellationToken)
    {
        long begun = clock.GetTimestamp();
        for (int number = 1; ; number++)
        {
            await WaitForThrottleAsync(action, begun, number, cancellationToken);
            try
            {
                using var attempt = new GcsAttempt(number, tuning, clock, cancellationToken);
                var result = await once(attempt);
                _throttle.Recover();
                return result;
            }
            catch (Exception fault) when (MayPass(fault, cancellationToken))
            {
                await BackOffAsync(action, fault, begun, number, cancellationToken);
            }
        }
    }

    /// <summary>Sends a request and reads the head of its answer.</summary>
    /// <param name="attempt">The attempt that it belongs to.</param>
    /// <param name="action">What is attempted, for people.</param>
    /// <param name="make">Makes the request; made again if its token turns out to be refused.</param>
    /// <param name="accepts">Which statuses the caller judges itself, beside success.</param>
    /// <exception cref="ObjectStoreException">Refused for good.</exception>
    /// <exception cref="GcsTransientException">Refused for now.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        GcsAttempt attempt, string action, Func<HttpRequestMessage> make, Func<HttpStatusCode, bool>? accepts = null)
    {
        for (bool again = false; ; again = true)
        {
            string? token = await TokenAsync(action, attempt.Token);
            var response = await SendAsync(attempt, make, token);
            var status = response.StatusCode;
            if (response.IsSuccessStatusCode || accepts?.Invoke(status) == true)
                return response;
            using (response)
            {
                if (status == HttpStatusCode.Unauthorized && token is not null && !again)
                {
                    authorization.Refuse(token);
                    continue;
                }
                throw await FaultAsync(attempt, action, response);
            }
        }
    }

    /// <summary>Sends a request and reads its answer whole.</summary>
    public async Task<GcsAnswer> AskAsync(
        GcsAttempt attempt, string action, Func<HttpRequestMessage> make, Func<HttpStatusCode, bool>? accepts = null)
    {
        using var response = await SendAsync(attempt, action, make, accepts);
        return new(response.StatusCode, await response.Content.ReadAsByteArrayAsync(attempt.Token));
    }

    /// <summary>The fault for an answer that was read whole.</summary>
    public ObjectStoreException Fault(string action, GcsAnswer answer) =>
        GcsFaults.Of(place, action, answer.Status, GcsError.Parse(answer.Body));

    /// <summary>Whether another attempt may end otherwise.</summary>
    public static bool MayPass(Exception fault, CancellationToken cancellationToken) => fault switch
    {
        ObjectStoreException or EndOfStreamException => false,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        GcsTransientException or HttpRequestException or IOException or JsonException => true,
        _ => false,
    };

    private async Task<HttpResponseMessage> SendAsync(GcsAttempt attempt, Func<HttpRequestMessage> make, string? token)
    {
        using var request = make();
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("K8sRouter", null));
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, attempt.Token);
        attempt.Progress();
        return response;
    }

    private async ValueTask<string?> TokenAsync(string action, CancellationToken cancellationToken)
    {
        try
        {
            return await authorization.GetAsync(cancellationToken);
        }
        catch (GoogleCredentialException fault)
        {
            throw fault.Passing
                ? new GcsTransientException(fault.Message)
                : GcsFaults.OfCredential(place, action, fault.Message);
        }
    }

    private async Task<Exception> FaultAsync(GcsAttempt attempt, string action, HttpResponseMessage response)
    {
        var error = GcsError.Parse(await ReadErrorAsync(response, attempt.Token));
        if (!GcsFaults.IsPassing(response.StatusCode, error))
            return GcsFaults.Of(place, action, response.StatusCode, error);
        var header = response.Headers.RetryAfter;
        var retryAfter = header?.Delta ?? header?.Date - clock.GetUtcNow();
        if (GcsFaults.IsBusy(response.StatusCode))
            _throttle.Slow(retryAfter);
        return new GcsTransientException($"HTTP {(int)response.StatusCode}", response.StatusCode, retryAfter);
    }

    private static async Task<byte[]> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var text = new byte[LongestError];
        int length = await body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancellationToken);
        return text[..length];
    }

    private async Task BackOffAsync(
        string action, Exception fault, long begun, int number, CancellationToken cancellationToken)
    {
        var transient = fault as GcsTransientException;
        var delay = GcsBackOff.Delay(number, transient?.RetryAfter, Random.Shared.NextDouble(), tuning);
        if (number >= tuning.Attempts || clock.GetElapsedTime(begun) + delay > tuning.RetryBudget)
            throw GcsFaults.Unavailable(place, action, Reason(fault), number, transient?.Status, transient?.RetryAfter);
        await Task.Delay(delay, clock, cancellationToken);
    }

    private async Task WaitForThrottleAsync(string action, long begun, int number, CancellationToken cancellationToken)
    {
        for (TimeSpan left; (left = _throttle.Remaining) > TimeSpan.Zero;)
        {
            if (clock.GetElapsedTime(begun) + left > tuning.RetryBudget)
                throw GcsFaults.Unavailable(place, action, "it asked us to slow down", number - 1, null, left);
            // Timers count whole milliseconds: a shorter wait would be none, and this loop spin.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), clock, cancellationToken);
        }
    }

    /// <summary>The kind of the fault alone: messages of the libraries below may quote what they were given.</summary>
    private static string Reason(Exception fault) => fault switch
    {
        GcsTransientException transient => transient.Message,
        OperationCanceledException => "no answer in time",
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http =>
            $"connection fault {http.HttpRequestError}",
        HttpIOException { HttpRequestError: not HttpRequestError.Unknown } http => $"connection fault {http.HttpRequestError}",
        JsonException => "an answer that isn't JSON",
        _ => "connection fault",
    };
}
