using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>The token endpoint: gives tokens for a service account's signed assertion, and for a token of another issuer.</summary>
internal sealed class GcsTokens(TimeProvider clock) : IDisposable
{
    private const string Account = "writer@project.iam.gserviceaccount.example";
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _valid = new(StringComparer.Ordinal);
    private readonly RSA _key = RSA.Create(2048);
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

    public string ServiceAccountJson(string address) => new JsonObject
    {
        ["type"] = "service_account",
        ["project_id"] = "project",
        ["private_key_id"] = "1",
        ["private_key"] = _key.ExportPkcs8PrivateKeyPem(),
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
        var form = await call.Context.Request.ReadFormAsync(call.Context.RequestAborted);
        string? problem = form["grant_type"].ToString() switch
        {
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => Problem(form["assertion"].ToString(), call),
            "urn:ietf:params:oauth:grant-type:token-exchange" => form["subject_token"].ToString().Length > 0 ? null : "no subject token",
            _ => "unknown grant type",
        };
        if (problem is not null)
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

    public void Dispose() => _key.Dispose();

    private string? Problem(string assertion, GcsDoubleCall call)
    {
        var parts = assertion.Split('.');
        if (parts.Length != 3)
            return "no JWT";
        byte[] signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        if (!_key.VerifyData(
            signed, Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            return "wrong signature";
        var claims = JsonElement.Parse(Base64Url.DecodeFromChars(parts[1]));
        if (claims.GetProperty("iss").GetString() != Account)
            return "unknown issuer";
        if (claims.GetProperty("aud").GetString() != $"http://{call.Context.Request.Host}/token")
            return "wrong audience";
        long lifetime = claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64();
        if (lifetime is <= 0 or > 3600)
            return "wrong lifetime";
        return claims.GetProperty("scope").GetString() is { Length: > 0 } ? null : "no scope";
    }
}
