using System.Security.Cryptography;
using System.Text.Json;

namespace K8sRouter.Operator.Compilation.Keeping;

/// <summary>
/// The form of a Google Cloud credential, looked at before it is delivered: a pasted half would else show only as refused
/// uploads, far from whoever can mend it. No value is ever quoted.
/// </summary>
internal static class StoreCredential
{
    private const string Expected =
        "give it the JSON file of a service account's key, or the configuration file of workload identity federation";

    /// <summary>What is wrong and what to do, continuing "the key ..."; null: nothing.</summary>
    public static string? FindProblem(string text)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return $"isn't JSON, or not all of it; {Expected}";
        }
        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return $"isn't a JSON object; {Expected}";
            return Text(root, "type") switch
            {
                "service_account" => ServiceAccountProblem(root),
                "external_account" => ExternalAccountProblem(root),
                "authorized_user" => $"is a person's own login, which ends with the person; {Expected}",
                _ => $"isn't of type service_account or external_account; {Expected}",
            };
        }
    }

    private static string? ServiceAccountProblem(JsonElement root)
    {
        if (FirstMissing(root, "client_email", "private_key", "token_uri") is { } missing)
            return $"lacks {missing}; {Expected}";
        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(Text(root, "private_key"));
            return null;
        }
        catch (Exception broken) when (broken is ArgumentException or CryptographicException)
        {
            return "holds a private_key that isn't a whole PEM key; make a new key file, and take it over unchanged";
        }
    }

    private static string? ExternalAccountProblem(JsonElement root)
    {
        if (FirstMissing(root, "audience", "subject_token_type", "token_url") is { } missing)
            return $"lacks {missing}; {Expected}";
        if (!root.TryGetProperty("credential_source", out var source) || source.ValueKind != JsonValueKind.Object)
            return $"lacks credential_source; {Expected}";
        // A sidecar runs no programs, and whoever writes a Secret must not choose one for it.
        return source.TryGetProperty("executable", out _)
            ? "has a credential_source that starts a program; use one that is a file or a URL"
            : null;
    }

    private static string? FirstMissing(JsonElement root, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (string.IsNullOrWhiteSpace(Text(root, name)))
                return name;
        }
        return null;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
