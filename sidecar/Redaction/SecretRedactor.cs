using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Forwarding;

namespace K8sRouter.Sidecar.Redaction;

/// <summary>
/// Takes provider credentials out of what a provider says of a failure: the whole credential, or any 12 characters in a row of
/// it, as they are or behind JSON escapes, percent-encoding and base64, in any order. A credential under 12 characters is found
/// as a whole. Text that a model generates never comes here.
/// </summary>
internal sealed class SecretRedactor
{
    public const string Replacement = "[redacted]";

    private const int WindowLength = 12;

    /// <summary>Encodings within one another that are looked through.</summary>
    private const int MaxDepth = 4;

    private const string Bearer = "Bearer ";

    /// <summary>What is secret in the file of a Google credential; the rest of it is names and addresses.</summary>
    private static readonly string[] SecretsOfCredentialFile = ["private_key", "client_secret", "refresh_token"];

    private readonly HashSet<string> _secrets;
    private readonly HashSet<string> _windows = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly int[] _lengths;

    /// <summary>Which two characters a window can begin with: most of a text is passed over at the cost of one look.</summary>
    private readonly bool[] _beginnings = new bool[1 << 14];

    /// <param name="secrets">Those of a single character aren't looked for: they are in any text.</param>
    public SecretRedactor(IEnumerable<string> secrets)
    {
        _secrets = secrets.Where(secret => secret.Length > 1).ToHashSet(StringComparer.Ordinal);
        foreach (string secret in _secrets)
        {
            int length = Math.Min(secret.Length, WindowLength);
            for (int i = 0; i + length <= secret.Length; i++)
            {
                _windows.Add(secret.Substring(i, length));
                _beginnings[Beginning(secret[i], secret[i + 1])] = true;
            }
        }
        _lookup = _windows.GetAlternateLookup<ReadOnlySpan<char>>();
        _lengths = [.. _windows.Select(window => window.Length).Distinct()];
    }

    /// <summary>Knows the credentials of all providers.</summary>
    public static SecretRedactor Of(RouterConfig config, Credentials credentials)
    {
        List<string> secrets = [];
        foreach (var provider in config.Providers)
        {
            if (provider.Auth is { } auth && credentials.TryGet(auth.CredentialFile, out string? held))
                secrets.AddRange(auth.Scheme == "GoogleToken" ? SecretsIn(held) : [held]);
        }
        return new SecretRedactor(secrets);
    }

    /// <summary>One that knows besides what an attempt was sent with: a token that a credential was exchanged for.</summary>
    public SecretRedactor With(ProviderHeader? credential)
    {
        if (credential is not { Value: { } sent })
            return this;
        string secret = sent.StartsWith(Bearer, StringComparison.Ordinal) ? sent[Bearer.Length..] : sent;
        return _secrets.Contains(secret) ? this : new SecretRedactor([.. _secrets, secret]);
    }

    /// <summary>The text without secrets: the same one where it holds none.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? Redact(string? text)
    {
        if (string.IsNullOrEmpty(text) || _windows.Count == 0)
            return text;
        List<(int Start, int End)> found = [];
        Search(EncodedText.Of(text), MaxDepth, mayBeBase64: true, found);
        return found.Count == 0 ? text : Replace(text, found);
    }

    /// <summary>The error with every text of it redacted.</summary>
    public UpstreamError Redact(UpstreamError error) => error with
    {
        Code = Redact(error.Code),
        Message = Redact(error.Message),
        Raw = Redact(error.Raw),
    };

    /// <summary>Redacts what of a failed answer is recorded.</summary>
    public void Redact(AnswerFacts facts)
    {
        facts.UpstreamId = Redact(facts.UpstreamId);
        facts.NativeFinishReason = Redact(facts.NativeFinishReason);
        facts.ServiceTier = Redact(facts.ServiceTier);
    }

    private void Search(EncodedText text, int depth, bool mayBeBase64, List<(int Start, int End)> found)
    {
        FindIn(text, found);
        if (depth == 0)
            return;
        if (text.WithoutJsonEscapes() is { } unescaped)
            Search(unescaped, depth - 1, mayBeBase64, found);
        if (text.WithoutPercentEncoding() is { } plain)
            Search(plain, depth - 1, mayBeBase64, found);
        // A secret may begin at any character of a longer base64 text. Once is enough: nobody encodes a header twice.
        for (int skipped = 0; mayBeBase64 && skipped < 4; skipped++)
        {
            if (text.FromBase64(skipped, _lengths.Min()) is { } decoded)
                Search(decoded, depth - 1, mayBeBase64: false, found);
        }
    }

    private void FindIn(EncodedText text, List<(int Start, int End)> found)
    {
        var characters = text.Characters;
        for (int i = 0; i + 1 < characters.Length; i++)
        {
            if (!_beginnings[Beginning(characters[i], characters[i + 1])])
                continue;
            foreach (int length in _lengths)
            {
                if (i + length <= characters.Length && _lookup.Contains(characters.Slice(i, length)))
                    found.Add(text.PlaceOf(i, length));
            }
        }
    }

    private static string Replace(string text, List<(int Start, int End)> found)
    {
        found.Sort();
        var result = new StringBuilder(text.Length);
        int copied = 0;
        for (int i = 0; i < found.Count;)
        {
            var (start, end) = found[i++];
            while (i < found.Count && found[i].Start <= end)
                end = Math.Max(end, found[i++].End);
            result.Append(text, copied, start - copied).Append(Replacement);
            copied = end;
        }
        return result.Append(text, copied, text.Length - copied).ToString();
    }

    private static IEnumerable<string> SecretsIn(string credentialFile)
    {
        try
        {
            using var file = JsonDocument.Parse(credentialFile);
            if (file.RootElement.ValueKind != JsonValueKind.Object)
                return [];
            return [.. SecretsOfCredentialFile
                .Select(name => file.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                    ? WithoutFrame(value.GetString()!)
                    : "")];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>A PEM key in one line, without the lines that frame every key alike.</summary>
    private static string WithoutFrame(string key) => string.Concat(
        key.Split('\n', StringSplitOptions.TrimEntries).Where(line => !line.StartsWith("-----", StringComparison.Ordinal)));

    private static int Beginning(char first, char second) => (first & 127) << 7 | (second & 127);
}
