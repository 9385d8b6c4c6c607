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

    private static readonly string[] TokenAddresses = ["token_uri", "token_url"];

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
            if (TokenAddresses.FirstOrDefault(name => LeadsElsewhere(root, name)) is { } elsewhere)
                return $"has a {elsewhere} that isn't https on googleapis.com; {Expected}";
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
        if (FirstMissing(root, "client_email", "private_key") is { } missing)
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
        // Another source would have the sidecar start a program or call an address that whoever writes the Secret chooses.
        return root.TryGetProperty("credential_source", out var source) && source.ValueKind == JsonValueKind.Object
            && Text(source, "file") is not null
                ? null
                : "has no file as credential_source; mount the pod's token as a file and name that";
    }

    /// <summary>An emulator's tokens come from this machine; a sidecar takes them only beside one.</summary>
    private static bool LeadsElsewhere(JsonElement root, string name) =>
        Text(root, name) is { } text
        && !(Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.IsLoopback || (address is { Scheme: "https", IsDefaultPort: true }
                && address.Host.EndsWith(".googleapis.com", StringComparison.OrdinalIgnoreCase))));

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
