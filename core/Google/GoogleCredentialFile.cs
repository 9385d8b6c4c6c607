using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Google;

/// <summary>
/// Makes a credential of a file's text. Whoever writes such a file names the addresses that we then call with our network's
/// rights, so they must be Google's. They are judged as the library understood them, which heeds no case and takes the last of
/// two.
/// </summary>
internal static class GoogleCredentialFile
{
    internal const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    /// <summary>Whether the text is a credential whose tokens come from this machine.</summary>
    public static bool IsLoopback(string json)
    {
        try
        {
            return Uri.TryCreate(Parse(json).TokenServerUrl, UriKind.Absolute, out var address) && address.IsLoopback;
        }
        catch (Exception fault) when (GoogleTokenSource.IsOfCredential(fault))
        {
            return false;
        }
    }

    /// <param name="json">Text of the file.</param>
    /// <param name="allowLoopback">Whether tokens may come from this machine: an emulator's do.</param>
    /// <exception cref="GoogleCredentialException">No such file, or one that leads elsewhere than to Google.</exception>
    public static ICredential Read(string json, bool allowLoopback)
    {
        var credential = Parse(json);
        if (!IsGoogles(credential.TokenServerUrl, allowLoopback))
            throw new GoogleCredentialException("the token address in the credential's file isn't https on googleapis.com");
        if (credential is FileSourcedExternalAccountCredential external)
        {
            return external.ServiceAccountImpersonationUrl is { } impersonation && !IsGoogles(impersonation, allowLoopback)
                ? throw new GoogleCredentialException("service_account_impersonation_url isn't https on googleapis.com")
                : external.ToGoogleCredential().CreateScoped(Scope);
        }
        return ((ServiceAccountCredential)credential).ToGoogleCredential().CreateScoped(Scope);
    }

    private static ServiceCredential Parse(string json)
    {
        var file = JsonElement.Parse(json);
        return file.Get("type").Text() switch
        {
            JsonCredentialParameters.ServiceAccountCredentialType => CredentialFactory.FromJson<ServiceAccountCredential>(json),
            JsonCredentialParameters.ExternalAccountCredentialType => ParseExternal(file, json),
            _ => throw new GoogleCredentialException(
                "the credential's file is of another type than service_account and external_account"),
        };
    }

    // The other sources make us call an address that the file names, or sign with whatever the machine is.
    private static FileSourcedExternalAccountCredential ParseExternal(JsonElement file, string json) =>
        file.Get("credential_source").Get("file").Text() is null
            ? throw new GoogleCredentialException("external_account works with a file as credential_source alone")
            : CredentialFactory.FromJson<FileSourcedExternalAccountCredential>(json);

    private static bool IsGoogles(string address, bool allowLoopback) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && ((uri.Scheme == Uri.UriSchemeHttps && uri.IsDefaultPort
                && uri.Host.EndsWith(".googleapis.com", StringComparison.OrdinalIgnoreCase))
            || (allowLoopback && uri.IsLoopback));
}
