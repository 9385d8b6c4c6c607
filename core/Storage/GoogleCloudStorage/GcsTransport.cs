using System.Runtime.ExceptionServices;
using System.Text.Json;
using Google;
using Google.Cloud.Storage.V1;
using K8sRouter.Core.Google;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>
/// Makes one store's calls: within time, again where that may help, and slower while the service is busy. Google's client is
/// made at the first of them.
/// </summary>
/// <param name="connection">Made by <see cref="GcsHttp"/>, shared by all stores of the process.</param>
/// <param name="authorization">The store's tokens.</param>
/// <param name="endpoint">Where the service is.</param>
/// <param name="place">The bucket, for people.</param>
/// <param name="tuning">Sizes and times.</param>
/// <param name="clock">Drives timeouts and waits.</param>
internal sealed class GcsTransport(
    HttpMessageHandler connection, GcsAuthorization authorization, Uri endpoint, string place, GcsTuning tuning,
    TimeProvider clock)
{
    private readonly GcsThrottle _throttle = new(tuning, clock);
    private readonly Lock _lock = new();
    private StorageClient? _client;

    public string Place => place;

    public GcsTuning Tuning => tuning;

    public TimeProvider Clock => clock;

    /// <summary>Google's client, over our handler. To be used within <see cref="RunAsync"/>.</summary>
    public StorageClient Client
    {
        get
        {
            lock (_lock)
                return _client ??= GcsClient.Create(endpoint, new GcsHandler(connection, authorization, _throttle, clock));
        }
    }

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
            using var attempt = new GcsAttempt(number, tuning, clock, cancellationToken);
            try
            {
                GcsAttempt.Current = attempt;
                var result = await once(attempt);
                _throttle.Recover();
                return result;
            }
            catch (Exception fault) when (IsTransient(fault, cancellationToken))
            {
                if (attempt.HasAdvanced)
                    (begun, number) = (clock.GetTimestamp(), 1);
                await BackOffAsync(action, fault, begun, number, cancellationToken);
            }
            catch (Exception fault) when (Lasting(action, fault) is { } lasting)
            {
                throw lasting;
            }
            catch (SourceReadException fault)
            {
                ExceptionDispatchInfo.Throw(fault.InnerException!);
            }
        }
    }

    /// <summary>Whether another attempt may end otherwise.</summary>
    public static bool IsTransient(Exception fault, CancellationToken cancellationToken) => fault switch
    {
        ObjectStoreException or EndOfStreamException => false,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        GoogleCredentialException credential => credential.Passing,
        GcsTransientException or HttpRequestException or IOException => true,
        _ => IsUnreadable(fault),
    };

    /// <summary>Whether an answer with success can't be read: the library has no other <see cref="GoogleApiException"/> for
    /// us, since <see cref="GcsHandler"/> takes all answers without.</summary>
    private static bool IsUnreadable(Exception fault) =>
        fault is GoogleApiException or JsonException or Newtonsoft.Json.JsonException or FormatException;

    private ObjectStoreException? Lasting(string action, Exception fault) => fault switch
    {
        GcsAnswerException answer => GcsFaults.Of(place, action, answer.Status, answer.Error),
        GoogleCredentialException credential => GcsFaults.OfCredential(place, action, credential.Message),
        ArgumentException => GcsFaults.OfName(place, action),
        _ => null,
    };

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
        GcsTransientException or GoogleCredentialException => fault.Message,
        OperationCanceledException => "no answer in time",
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http =>
            $"connection fault {http.HttpRequestError}",
        HttpIOException { HttpRequestError: not HttpRequestError.Unknown } http => $"connection fault {http.HttpRequestError}",
        _ when IsUnreadable(fault) => "an answer that isn't JSON",
        _ => "connection fault",
    };
}
