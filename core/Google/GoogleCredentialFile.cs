using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Google;

/// <summary>
/// Makes a credential of a file's text. Whoever writes such a file names the addresses that we then call with our network's
/// rights, so they must be Google's.
/// </summary>
internal static class GoogleCredentialFile
{
    internal const string Scope = "https://www.googleapis.com/auth/cloud-platform";
    private const string DefaultTokenAddress = "https://oauth2.googleapis.com/token";

    /// <summary>Where its tokens come from; null: the text isn't JSON, or names no address.</summary>
    public static Uri? TokenAddress(string json)
    {
        var file = Parse(json);
        string? address = file.Get("token_uri").Text() ?? file.Get("token_url").Text() ?? DefaultTokenAddress;
        return file is not null && Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : null;
    }

    /// <param name="json">Text of the file.</param>
    /// <param name="allowLoopback">Whether tokens may come from this machine: an emulator's do.</param>
    /// <exception cref="GoogleCredentialException">No such file, or one that leads elsewhere than to Google.</exception>
    public static ICredential Read(string json, bool allowLoopback)
    {
        var file = Parse(json) ?? throw new GoogleCredentialException("the credential's file isn't a JSON object");
        if (TokenAddress(json) is not { } address || !IsGoogles(address, allowLoopback))
            throw new GoogleCredentialException("the token address in the credential's file isn't https on googleapis.com");
        return file.Get("type").Text() switch
        {
            JsonCredentialParameters.ServiceAccountCredentialType =>
                CredentialFactory.FromJson<ServiceAccountCredential>(json).ToGoogleCredential().CreateScoped(Scope),
            JsonCredentialParameters.ExternalAccountCredentialType => ReadExternal(json, file, allowLoopback),
            _ => throw new GoogleCredentialException(
                "the credential's file is of another type than service_account and external_account"),
        };
    }

    private static GoogleCredential ReadExternal(string json, JsonElement? file, bool allowLoopback)
    {
        // The other sources make us call an address that the file names, or sign with whatever the machine is.
        if (file.Get("credential_source").Get("file").Text() is null)
            throw new GoogleCredentialException("external_account works with a file as credential_source alone");
        if (file.Get("service_account_impersonation_url").Text() is { } impersonation
            && !(Uri.TryCreate(impersonation, UriKind.Absolute, out var uri) && IsGoogles(uri, allowLoopback)))
            throw new GoogleCredentialException("service_account_impersonation_url isn't https on googleapis.com");
        return CredentialFactory.FromJson<FileSourcedExternalAccountCredential>(json).ToGoogleCredential().CreateScoped(Scope);
    }

    private static bool IsGoogles(Uri address, bool allowLoopback) =>
        (address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort
            && address.Host.EndsWith(".googleapis.com", StringComparison.OrdinalIgnoreCase))
        || (allowLoopback && address.IsLoopback);

    private static JsonElement? Parse(string json)
    {
        try
        {
            var element = JsonElement.Parse(json);
            return element.ValueKind == JsonValueKind.Object ? element : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
