using System.Security.Cryptography;
using System.Text;
using K8sRouter.Core.Configuration;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>Who calls.</summary>
/// <param name="Key">The key that was presented; null: the workspace defines none.</param>
internal readonly record struct Caller(ApiKeyEntry? Key)
{
    private const string Bearer = "Bearer ";

    /// <summary>
    /// Finds the caller by <c>Authorization: Bearer</c>, else <c>x-api-key</c>. Null: keys are defined and this is none of
    /// them. Every defined hash is compared, each in constant time, so that timing tells nothing.
    /// </summary>
    public static Caller? Identify(HttpRequest request, IReadOnlyList<ApiKeyEntry> keys)
    {
        if (keys.Count == 0)
            return new Caller(null);
        string? presented = Presented(request);
        if (string.IsNullOrEmpty(presented))
            return null;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), hash);
        Span<byte> candidate = stackalloc byte[SHA256.HashSizeInBytes];
        ApiKeyEntry? found = null;
        foreach (var key in keys)
        {
            Convert.FromHexString(key.Hash, candidate, out _, out _);
            if (CryptographicOperations.FixedTimeEquals(hash, candidate))
                found = key;
        }
        return found is null ? null : new Caller(found);
    }

    /// <summary>Whether a key was presented, in whatever form.</summary>
    public static bool HasKey(HttpRequest request) =>
        !string.IsNullOrEmpty(request.Headers.Authorization) || !string.IsNullOrEmpty(request.Headers["x-api-key"]);

    private static string? Presented(HttpRequest request)
    {
        string? authorization = request.Headers.Authorization;
        if (authorization is not null && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return authorization[Bearer.Length..].Trim();
        return request.Headers["x-api-key"];
    }
}
