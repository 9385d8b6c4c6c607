using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace K8sRouter.Core.Tests.Destinations.Vendors;

/// <summary>Checks AWS's Signature Version 4 as the service does: from what arrived, the secret key and the time.</summary>
internal static class SigV4Verifier
{
    public static void Check(Received request, string accessKey, string secretKey, string region, DateTimeOffset now)
    {
        string authorization = request.Header("Authorization") ?? throw new Refused(403, "MissingSecurityHeader");
        Refused.Unless(authorization.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal), 400, "algorithm");
        var parts = authorization["AWS4-HMAC-SHA256 ".Length..].Split(',').Select(part => part.Trim().Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var credential = parts["Credential"].Split('/');
        string time = request.Header("x-amz-date") ?? throw new Refused(403, "no x-amz-date");
        Refused.Unless(credential[0] == accessKey, 403, "InvalidAccessKeyId");
        Refused.Unless(credential is [_, var date, var scope, "s3", "aws4_request"] && scope == region && time.StartsWith(date, StringComparison.Ordinal), 400, "AuthorizationHeaderMalformed");
        var sent = DateTimeOffset.ParseExact(time, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Refused.Unless((now - sent).Duration() < TimeSpan.FromMinutes(15), 403, "RequestTimeTooSkewed");

        string[] signed = parts["SignedHeaders"].Split(';');
        Refused.Unless(signed.Contains("host") && signed.SequenceEqual(signed.Order(StringComparer.Ordinal)), 403, "signed headers");
        foreach (string name in request.Headers.Keys.Select(name => name.ToLowerInvariant()).Where(name => name.StartsWith("x-amz-", StringComparison.Ordinal)))
            Refused.Unless(signed.Contains(name), 403, $"there were headers present in the request which were not signed: {name}");

        string payload = request.Header("x-amz-content-sha256") ?? throw new Refused(400, "no x-amz-content-sha256");
        Refused.Unless(payload == Hex(SHA256.HashData(request.Body)), 400, "XAmzContentSHA256Mismatch");
        Refused.Unless(parts["Signature"] == Signature(request.Method, request.RawTarget, signed.Select(name => (name, request.Header(name)!)), payload, time, region, secretKey), 403, "SignatureDoesNotMatch");
    }

    /// <summary>The signature that belongs to a request; checked against the examples that AWS publishes.</summary>
    public static string Signature(
        string method, string target, IEnumerable<(string Name, string Value)> headers, string payloadHash, string time, string region, string secretKey)
    {
        string[] pieces = target.Split('?', 2);
        string query = pieces.Length == 1
            ? ""
            : string.Join('&', pieces[1].Split('&').Select(pair => pair.Contains('=') ? pair : pair + "=").Order(StringComparer.Ordinal));
        var list = headers.OrderBy(header => header.Name, StringComparer.Ordinal).ToList();
        string canonical = string.Join('\n',
        [
            method, pieces[0], query,
            .. list.Select(header => $"{header.Name.ToLowerInvariant()}:{header.Value.Trim()}"),
            "", string.Join(';', list.Select(header => header.Name.ToLowerInvariant())), payloadHash,
        ]);
        string scope = $"{time[..8]}/{region}/s3/aws4_request";
        string text = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secretKey);
        foreach (string step in (string[])[time[..8], region, "s3", "aws4_request"])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step));
        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
