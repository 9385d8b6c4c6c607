using System.Security.Cryptography;
using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using K8sRouter.Core.Http;

namespace K8sRouter.Core.Google;

/// <summary>
/// The token of one credential: fetched once for all who ask at the same time, renewed before it expires while the old one is
/// still being given out.
/// </summary>
/// <param name="find">Makes the credential.</param>
/// <param name="isDefault">Whether it is the process's own identity, which may not exist at all.</param>
/// <param name="clock">Tells when a token expires.</param>
internal sealed class GoogleTokenSource(Func<ICredential> find, bool isDefault, TimeProvider clock)
{
    private static readonly TimeSpan RenewedBefore = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenRenewals = TimeSpan.FromSeconds(30);

    // Shorter than a store's stall timeout, so that it is this fault that shows.
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private ICredential? _credential;
    private GoogleAccessToken? _token;
    private Task<GoogleAccessToken>? _fetch;
    private DateTimeOffset _nextRenewal;
    private bool _hadToken;

    /// <exception cref="GoogleCredentialException">No token, and no earlier one that is still valid.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        Task<GoogleAccessToken> fetch;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (_token is { } token && now < token.ExpiresAt)
            {
                if (now >= token.ExpiresAt - RenewedBefore && now >= _nextRenewal)
                    Begin(now);
                return token.Value;
            }
            fetch = Begin(now);
        }
        return (await fetch.WaitAsync(cancellationToken)).Value;
    }

    /// <summary>Forgets a token that was refused.</summary>
    public void Refuse(string token)
    {
        lock (_lock)
        {
            if (_token?.Value == token)
                _token = null;
        }
    }

    private Task<GoogleAccessToken> Begin(DateTimeOffset now)
    {
        if (_fetch is { IsCompleted: false } running)
            return running;
        _nextRenewal = now + BetweenRenewals;
        _fetch = Task.Run(FetchAsync);
        // A renewal has no waiter: whoever needs the token after it has expired asks anew and gets the fault.
        _ = _fetch.ContinueWith(static done => done.Exception, TaskScheduler.Default);
        return _fetch;
    }

    private async Task<GoogleAccessToken> FetchAsync()
    {
        using var timeout = new CancellationTokenSource(FetchTimeout, clock);
        try
        {
            // The library doesn't heed the token everywhere.
            var token = await RequestAsync(timeout.Token).WaitAsync(timeout.Token);
            lock (_lock)
                (_token, _hadToken) = (token, true);
            return token;
        }
        catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException)
        {
            throw isDefault && !_hadToken
                ? new GoogleCredentialException(
                    "no credential's file is named, and no metadata server answers for an identity of the pod's own")
                : new GoogleCredentialException("it is out of reach", passing: true);
        }
        catch (TokenResponseException fault)
        {
            bool passing = (int?)fault.StatusCode is null or 408 or 429 or >= 500;
            throw new GoogleCredentialException(
                passing ? "it is out of order" : "it refuses the credential: is its key disabled or deleted, or the clock wrong?",
                passing);
        }
        catch (Exception fault) when (fault is not GoogleCredentialException && IsOfCredential(fault))
        {
            // The library's messages may quote the key file.
            throw new GoogleCredentialException(fault.GetType().Name);
        }
    }

    /// <summary>Whether a fault says that a credential is no good.</summary>
    public static bool IsOfCredential(Exception fault) => fault is GoogleCredentialException or InvalidOperationException
        or CryptographicException or FormatException or ArgumentException or IOException or UnauthorizedAccessException
        or JsonException or Newtonsoft.Json.JsonException;

    private async Task<GoogleAccessToken> RequestAsync(CancellationToken cancellationToken)
    {
        var credential = _credential ??= find();
        var now = clock.GetUtcNow();
        var underlying = credential is GoogleCredential google ? google.UnderlyingCredential : credential;
        // Asked like this, the library doesn't answer from its own cache, which knows nothing of a token refused.
        _ = underlying switch
        {
            ServiceCredential service => await service.RequestAccessTokenAsync(cancellationToken),
            UserCredential user => await user.RefreshTokenAsync(cancellationToken),
            _ => true,
        };
        string value = await underlying.GetAccessTokenForRequestAsync(cancellationToken: cancellationToken);
        if (!HeaderText.CanCarry(value))
            throw new GoogleCredentialException("its token holds characters that no header can carry", passing: true);
        long? seconds = underlying switch
        {
            ServiceCredential service => service.Token?.ExpiresInSeconds,
            UserCredential user => user.Token?.ExpiresInSeconds,
            _ => null,
        };
        return new(value, now + (seconds is { } known ? TimeSpan.FromSeconds(known) : UnknownLifetime));
    }
}
