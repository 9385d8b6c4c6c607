using System.Text.RegularExpressions;
using K8sRouter.Core.Destinations;
using K8sRouter.Crds.ObservabilityDestinations;

namespace K8sRouter.Operator.Compilation.Destinations;

/// <summary>
/// What can be wrong with a secret field's value, which no validator of manifests ever sees. Never tells the value.
/// </summary>
internal static class SecretValues
{
    /// <summary>What is wrong and what to do; null: nothing.</summary>
    public static string? Problem(ObservabilityDestinationSpec spec, SecretFieldReference reference, string value)
    {
        if (DestinationTypes.Find(spec.Type)?.Field(reference.Field) is not { } field)
            return null;
        string where = $"The key {reference.Key} of Secret {reference.Name}";
        if (field.Pattern is { } pattern && !Regex.IsMatch(value, pattern))
            return $"{where} must have the form of a {reference.Field}: {field.Description}";
        if (!field.Url)
            return null;
        bool plaintext = spec.AllowPlaintext && value.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
        return Uri.TryCreate(value, UriKind.Absolute, out var uri) && (plaintext || uri.Scheme == Uri.UriSchemeHttps)
            ? null
            : $"{where} must hold an address that starts with https:// (or http:// where spec.allowPlaintext is true).";
    }
}
