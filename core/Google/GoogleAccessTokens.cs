using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using K8sRouter.Core.Storage.GoogleCloudStorage;

namespace K8sRouter.Core.Google;

/// <summary>
/// Access tokens for Google's APIs. One credential for each text of a credential's file, kept and shared: its token is renewed
/// five minutes before it expires, beside the calls that use it.
/// </summary>
/// <param name="clock">Tells when a token expires.</param>
/// <param name="environment">Reads an environment variable. Where <c>STORAGE_EMULATOR_HOST</c> is set, credentials whose
/// token address lies on loopback are accepted too.</param>
public sealed class GoogleAccessTokens(TimeProvider clock, Func<string, string?> environment)
{
    private readonly bool _allowLoopback = GcsEndpoint.IsEmulatorSet(environment);

    // By hash: a dictionary of keys is easily dumped.
    private readonly ConcurrentDictionary<string, GoogleTokenSource> _sources = new(StringComparer.Ordinal);

    /// <summary>A token that is valid now.</summary>
    /// <param name="credentialJson">Text of a credential's file: a service account's key, or the configuration of a workload
    /// identity federation; null: the application's default credentials (its environment, or the pod's own identity).</param>
    /// <param name="cancellationToken">Ends the wait for Google.</param>
    /// <exception cref="GoogleCredentialException">Not such a file, or refused, or Google is out of reach.</exception>
    public ValueTask<string> GetAsync(string? credentialJson, CancellationToken cancellationToken) =>
        Source(credentialJson).GetAsync(cancellationToken);

    /// <summary>Says that a token was refused: the next caller gets a new one.</summary>
    public void Refuse(string? credentialJson, string token) => Source(credentialJson).Refuse(token);

    private GoogleTokenSource Source(string? credentialJson)
    {
        string key = credentialJson is null ? "" : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(credentialJson)));
        return _sources.GetOrAdd(key, _ => credentialJson is null
            ? new(() => GoogleDefaultCredential.Find(environment), isDefault: true, clock)
            : new(() => GoogleCredentialFile.Read(credentialJson, _allowLoopback), isDefault: false, clock));
    }
}
