using System.Text;
using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Compilation;

/// <summary>Finds values in Secrets that are labelled for the use, and says what to do where there is none.</summary>
internal sealed class SecretLookup(IEnumerable<V1Secret> secrets)
{
    private static readonly UTF8Encoding Text = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<(string Namespace, string Name), V1Secret> _secrets =
        secrets.ToDictionary(secret => (secret.Metadata.NamespaceProperty ?? "", secret.Metadata.Name ?? ""));

    public SecretValue Find(string @namespace, string name, string key, string use)
    {
        var label = $"{SecretUses.Label}: {use}";
        if (!_secrets.TryGetValue((@namespace, name), out var secret))
        {
            return SecretValue.Missing(
                ConditionReasons.SecretNotFound, $"Secret {@namespace}/{name} doesn't exist; create it with the label {label}.");
        }
        if (secret.Metadata.Labels?.GetValueOrDefault(SecretUses.Label) != use)
        {
            return SecretValue.Missing(
                ConditionReasons.SecretNotLabelled,
                $"Secret {@namespace}/{name} isn't labelled {label}; label it so to let it be used.");
        }
        if (secret.Data?.GetValueOrDefault(key) is not { } data)
        {
            return SecretValue.Missing(
                ConditionReasons.SecretKeyNotFound, $"Secret {@namespace}/{name} has no key '{key}'; add it.");
        }
        return Decode(data) is { } value
            ? SecretValue.Of(value)
            : SecretValue.Missing(
                ConditionReasons.SecretKeyNotFound,
                $"Key '{key}' of Secret {@namespace}/{name} is empty or not text; give it a value.");
    }

    private static string? Decode(byte[] data)
    {
        try
        {
            return Text.GetString(data) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
