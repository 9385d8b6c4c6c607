using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>The token endpoint: gives tokens for a service account's signed assertion, for a token
/// of another issuer, and as a metadata server.</summary>
internal sealed class GcsTokens(TimeProvider clock)
{
    private const string Account = "writer@project.iam.gserviceaccount.example";

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

    public async Task IssueAsync(GcsDoubleCall call)
    {
        if (await ProblemAsync(call) is { } problem)
        {
            call.Context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await call.WriteAsync(new() { ["error"] = "invalid_grant", ["error_description"] = "canary: " + problem });
            return;
        }
        string token;
        lock (_lock)
        {
            token = $"ya29.token-{++_issued}";
            _valid[token] = clock.GetUtcNow() + Lifetime;
        }
        await call.WriteAsync(new()
        {
            ["access_token"] = token,
            ["expires_in"] = (long)Lifetime.TotalSeconds,
            ["token_type"] = "Bearer",
            ["issued_token_type"] = "urn:ietf:params:oauth:token-type:access_token",
        });
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
