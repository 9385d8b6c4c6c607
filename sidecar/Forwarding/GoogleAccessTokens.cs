using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;

namespace K8sRouter.Sidecar.Forwarding;

/// <summary>
/// Access tokens of Google service accounts. One credential per key file, kept: it caches its token and renews it before it
/// expires.
/// </summary>
internal sealed class GoogleAccessTokens
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    // By hash: a key file's text is not to be kept twice.
    private readonly ConcurrentDictionary<string, ICredential> _credentials = new(StringComparer.Ordinal);

    /// <param name="keyFile">JSON of a service account's key.</param>
    /// <param name="cancellationToken">Ends the wait for Google.</param>
    /// <exception cref="CredentialException">Not such a key, or refused.</exception>
    public async ValueTask<string> GetAsync(string keyFile, CancellationToken cancellationToken)
    {
        string hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(keyFile)));
        try
        {
            var credential = _credentials.GetOrAdd(hash, static (_, json) => Create(json), keyFile);
            return await credential.GetAccessTokenForRequestAsync(cancellationToken: cancellationToken);
        }
        catch (Exception fault) when (
            fault is InvalidOperationException or TokenResponseException or HttpRequestException
            or CryptographicException or FormatException or ArgumentException)
        {
            // The library's messages may quote the key file.
            throw new CredentialException($"Google gave no access token ({fault.GetType().Name})");
        }
    }

    private static GoogleCredential Create(string keyFile) =>
        CredentialFactory.FromJson<ServiceAccountCredential>(keyFile).ToGoogleCredential().CreateScoped(Scope);
}
