using System.Security.Cryptography;
using System.Text;

namespace K8sRouter.Sidecar.Admin;

/// <summary>
/// Who may have more of the admin port than health, revision and numbers: whoever sends the token that lies among the
/// configuration's credentials. Pure, and it says no word of either token.
/// </summary>
internal static class AdminAccess
{
    public const string TokenRequired =
        "Send the header \"Authorization: Bearer TOKEN\"; the token is admin-token in the workspace's Secret "
        + "k8srouter-credentials.";

    public const string TokenWrong =
        "This token isn't the sidecar's: send the present admin-token of the workspace's Secret k8srouter-credentials.";

    public const string NoTokenYet =
        "No configuration in force holds an admin-token, so nobody may have this: see that the operator writes one to the Secret "
        + "k8srouter-credentials, and that the sidecar mounts it.";

    /// <summary>The operator makes it of 32 random bytes; anything much shorter could be guessed and counts as none.</summary>
    private const int LeastCharacters = 32;

    private const string Bearer = "Bearer ";

    /// <summary>Why a caller may not; null: it may.</summary>
    /// <param name="authorization">The header of the request; null: it has none.</param>
    /// <param name="token">The token of the configuration in force; null: there is none.</param>
    public static string? Refusal(string? authorization, string? token)
    {
        if (token is not { Length: >= LeastCharacters })
            return NoTokenYet;
        if (authorization is null || !authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return TokenRequired;
        return IsSame(authorization[Bearer.Length..].Trim(), token) ? null : TokenWrong;
    }

    /// <summary>In constant time, and by hashes: not even the token's length can be measured.</summary>
    private static bool IsSame(string presented, string token)
    {
        Span<byte> one = stackalloc byte[SHA256.HashSizeInBytes], other = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), one);
        SHA256.HashData(Encoding.UTF8.GetBytes(token), other);
        return CryptographicOperations.FixedTimeEquals(one, other);
    }
}
