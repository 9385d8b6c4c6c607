using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace K8sRouter.Core.Destinations.ObjectStorage;

/// <summary>
/// Signs requests to S3 by AWS's Signature Version 4. The path goes into the signature as it stands in the address, and so must
/// be escaped there once.
/// </summary>
internal static class SigV4Signer
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Service = "s3";

    /// <summary>Adds the headers that identify the request.</summary>
    /// <param name="request">The request, with all its other headers.</param>
    /// <param name="payloadHash">Lowercase hex of the body's SHA-256.</param>
    /// <param name="credentials">Whose request it is.</param>
    /// <param name="region">Region of the bucket.</param>
    /// <param name="now">When it is sent: the service takes it within 15 minutes.</param>
    public static void Sign(
        HttpRequestMessage request, string payloadHash, SigV4Credentials credentials, string region, DateTimeOffset now)
    {
        string time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string date = time[..8];
        Set(request, "x-amz-date", time);
        Set(request, "x-amz-content-sha256", payloadHash);
        if (credentials.SessionToken is { } token)
            Set(request, "x-amz-security-token", token);

        var headers = Headers(request);
        string names = string.Join(';', headers.Keys);
        string scope = $"{date}/{region}/{Service}/aws4_request";
        string text = $"{Algorithm}\n{time}\n{scope}\n{Canonical(request, headers, names, payloadHash)}";
        string signature = Signature(credentials, date, region, text);
        Set(
            request, "Authorization",
            $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}");
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>What is signed: the host, and every header of Amazon's own.</summary>
    private static SortedDictionary<string, string> Headers(HttpRequestMessage request)
    {
        var uri = request.RequestUri!;
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = uri.IsDefaultPort ? uri.IdnHost : $"{uri.IdnHost}:{uri.Port}",
        };
        foreach (var header in request.Headers.NonValidated)
        {
            if (header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
                headers[header.Key.ToLowerInvariant()] = header.Value.ToString().Trim();
        }
        return headers;
    }

    /// <summary>Hash of the request in the form that both sides can make from it. It has no query.</summary>
    private static string Canonical(
        HttpRequestMessage request, SortedDictionary<string, string> headers, string names, string payloadHash)
    {
        var text = new StringBuilder();
        text.Append(request.Method.Method).Append('\n').Append(request.RequestUri!.AbsolutePath).Append("\n\n");
        foreach (var (name, value) in headers)
            text.Append(name).Append(':').Append(value).Append('\n');
        text.Append('\n').Append(names).Append('\n').Append(payloadHash);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Signature(SigV4Credentials credentials, string date, string region, string text)
    {
        byte[] key = Hmac(Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey), date);
        key = Hmac(Hmac(Hmac(key, region), Service), "aws4_request");
        return Convert.ToHexStringLower(Hmac(key, text));
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
