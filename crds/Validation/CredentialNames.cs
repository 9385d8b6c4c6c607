namespace K8sRouter.Crds.Validation;

/// <summary>Names of headers and query parameters that carry credentials, or that the forwarder sets itself.</summary>
internal static class CredentialNames
{
    private static readonly HashSet<string> Credentials = new(StringComparer.OrdinalIgnoreCase)
    {
        "authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "apikey", "x-goog-api-key", "x-auth-token",
        "key", "api_key", "token", "access_token", "secret", "password", "sig", "signature",
    };

    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "host", "connection", "content-length", "content-type", "content-encoding", "transfer-encoding", "te",
        "trailer", "upgrade", "keep-alive", "expect", "proxy-connection",
    };

    public static bool IsCredential(string name) => Credentials.Contains(name);

    public static bool BelongsToConnection(string name) => OfTheConnection.Contains(name);

    public static bool IsHeaderName(string name) =>
        name.Length is > 0 and <= 128
        && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
