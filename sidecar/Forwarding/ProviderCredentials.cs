using K8sRouter.Core.Configuration;
using K8sRouter.Core.Google;
using K8sRouter.Core.Http;
using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Forwarding;

/// <summary>Makes the header by which a provider knows the workspace.</summary>
internal sealed class ProviderCredentials(GoogleAccessTokens googleTokens)
{
    /// <summary>The header; null: the provider needs none.</summary>
    /// <exception cref="CredentialException">The credential's file is missing or unusable, or Google gave no token.</exception>
    public ValueTask<ProviderHeader?> GetAsync(ProviderAuth? auth, Credentials credentials, CancellationToken cancellationToken)
    {
        if (auth is null)
            return ValueTask.FromResult<ProviderHeader?>(null);
        if (!credentials.TryGet(auth.CredentialFile, out string? credential))
            throw new CredentialException($"the file {auth.CredentialFile} is missing");
        if (auth.Scheme == "GoogleToken")
            return GetGoogleTokenAsync(credential, cancellationToken);
        if (!HeaderText.CanCarry(credential))
        {
            throw new CredentialException(
                $"the file {auth.CredentialFile} holds a line break or another character that no header can carry: give it the "
                + "bare credential");
        }
        return auth.Scheme switch
        {
            "Header" => ValueTask.FromResult<ProviderHeader?>(new ProviderHeader(auth.Header!, credential)),
            _ => ValueTask.FromResult<ProviderHeader?>(new ProviderHeader("Authorization", "Bearer " + credential)),
        };
    }

    private async ValueTask<ProviderHeader?> GetGoogleTokenAsync(string credential, CancellationToken cancellationToken)
    {
        try
        {
            return new ProviderHeader("Authorization", "Bearer " + await googleTokens.GetAsync(credential, cancellationToken));
        }
        catch (GoogleCredentialException fault)
        {
            throw new CredentialException(fault.Message);
        }
    }
}
