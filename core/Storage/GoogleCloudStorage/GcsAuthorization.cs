using K8sRouter.Core.Google;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>
/// Gives a store's requests their tokens. To an emulator goes a token only if the credential is one of this machine's own making
/// (its tokens come from loopback): a real one is never sent there.
/// </summary>
internal sealed class GcsAuthorization(GoogleAccessTokens tokens, string? credentialJson, bool emulator)
{
    private readonly bool _silent = emulator
        && (credentialJson is null || !GoogleCredentialFile.IsLoopback(credentialJson));

    /// <summary>The token; null: none is sent.</summary>
    /// <exception cref="GoogleCredentialException">None can be had.</exception>
    public async ValueTask<string?> GetAsync(CancellationToken cancellationToken) =>
        _silent ? null : await tokens.GetAsync(credentialJson, cancellationToken);

    /// <summary>Says that a token was refused.</summary>
    public void Refuse(string token) => tokens.Refuse(credentialJson, token);
}
