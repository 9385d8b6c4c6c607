using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>The token endpoint: gives tokens for a service account's signed assertion, for a token of another issuer, for a
/// user's refresh token, for an account that is impersonated, and as a metadata server.</summary>
internal sealed class GcsTokens(TimeProvider clock)
{
    public const string ImpersonationPath = $"/v1/projects/-/serviceAccounts/{Account}:generateAccessToken";

    private const string Account = "writer@project.iam.gserviceaccount.example";
    private const string RefreshToken = "1//refresh-token";

    // One for all doubles of a process: making it takes longer than most tests.
    private static readonly RSA Key = RSA.Create(2048);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _valid = new(StringComparer.Ordinal);
    private int _issued;

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Every token given so far is refused from now on.</summary>
    public void Refuse()
    {
        lock (_lock)
            _valid.Clear();
    }

    public bool IsValid(string token)
    {
        lock (_lock)
            return _valid.TryGetValue(token, out var until) && clock.GetUtcNow() < until;
    }

    public static string ServiceAccountJson(string address) => new JsonObject
    {
        ["type"] = "service_account",
        ["project_id"] = "project",
        ["private_key_id"] = "1",
        ["private_key"] = Key.ExportPkcs8PrivateKeyPem(),
        ["client_email"] = Account,
        ["token_uri"] = address + "/token",
    }.ToJsonString();

    public static string ExternalAccountJson(string address, string subjectTokenFile) => new JsonObject
    {
        ["type"] = "external_account",
        ["audience"] = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/cluster",
        ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
        ["token_url"] = address + "/token",
        ["credential_source"] = new JsonObject { ["file"] = subjectTokenFile },
    }.ToJsonString();

    public static string UserJson() => new JsonObject
    {
        ["type"] = "authorized_user",
        ["client_id"] = "client",
        ["client_secret"] = "canary-of-client",
        ["refresh_token"] = RefreshToken,
    }.ToJsonString();

    public async Task IssueAsync(GcsDoubleCall call)
    {
        if (await ProblemAsync(call) is { } problem)
        {
            call.Context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await call.WriteAsync(new() { ["error"] = "invalid_grant", ["error_description"] = "canary: " + problem });
            return;
        }
        await call.WriteAsync(new()
        {
            ["access_token"] = Issue(),
            ["expires_in"] = (long)Lifetime.TotalSeconds,
            ["token_type"] = "Bearer",
            ["issued_token_type"] = "urn:ietf:params:oauth:token-type:access_token",
        });
    }

    /// <summary>As the API of credentials answers, in words of its own.</summary>
    public async Task ImpersonateAsync(GcsDoubleCall call)
    {
        using var asked = await JsonDocument.ParseAsync(call.Context.Request.Body, default, call.Context.RequestAborted);
        if (asked.RootElement.GetProperty("scope").GetArrayLength() == 0)
            throw new GcsWireError(400, "invalid", "scope is required");
        await call.WriteAsync(new()
        {
            ["accessToken"] = Issue(),
            ["expireTime"] = (clock.GetUtcNow() + Lifetime).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        });
    }

    private string Issue()
    {
        lock (_lock)
        {
            string token = $"ya29.token-{++_issued}";
            _valid[token] = clock.GetUtcNow() + Lifetime;
            return token;
        }
    }

    private static async Task<string?> ProblemAsync(GcsDoubleCall call)
    {
        var request = call.Context.Request;
        if (HttpMethods.IsGet(request.Method))
            return request.Headers["Metadata-Flavor"] == "Google" ? null : "no Metadata-Flavor";
        var form = await request.ReadFormAsync(call.Context.RequestAborted);
        return form["grant_type"].ToString() switch
        {
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => Problem(form["assertion"].ToString()),
            "urn:ietf:params:oauth:grant-type:token-exchange" => form["subject_token"].ToString().Length > 0 ? null : "no subject token",
            "refresh_token" => form["refresh_token"] == RefreshToken ? null : "unknown refresh token",
            _ => "unknown grant type",
        };
    }

    private static string? Problem(string assertion)
    {
        var parts = assertion.Split('.');
        if (parts.Length != 3)
            return "no JWT";
        byte[] signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        if (!Key.VerifyData(
            signed, Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            return "wrong signature";
        var claims = JsonElement.Parse(Base64Url.DecodeFromChars(parts[1]));
        if (claims.GetProperty("iss").GetString() != Account)
            return "unknown issuer";
        // The library writes Google's address whatever token_uri says.
        if (claims.GetProperty("aud").GetString() != "https://oauth2.googleapis.com/token")
            return "wrong audience";
        long lifetime = claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64();
        if (lifetime is <= 0 or > 3600)
            return "wrong lifetime";
        return claims.GetProperty("scope").GetString() is { Length: > 0 } ? null : "no scope";
    }
}
