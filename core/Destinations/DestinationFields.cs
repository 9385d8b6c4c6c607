using K8sRouter.Core.Configuration;

namespace K8sRouter.Core.Destinations;

/// <summary>A destination's fields with their values, secret or not. Never logged.</summary>
/// <param name="destination">The destination.</param>
/// <param name="readSecret">Gives the content of a credential's file; null: there is no such file.</param>
public sealed class DestinationFields(DestinationEntry destination, Func<string, string?> readSecret)
{
    private const string HeaderPrefix = "headers.";

    /// <summary>A field's value, else the type's default; null: it has none.</summary>
    public string? Get(string field)
    {
        // A secret field also stands in the config, with a mask for its value.
        if (destination.SecretFiles.TryGetValue(field, out string? file))
            return readSecret(file);
        return destination.Config.TryGetValue(field, out string? value)
            ? value
            : DestinationTypes.Find(destination.Type)?.Field(field)?.Default;
    }

    /// <summary>The address in a field with a path behind it; null: the field has no value.</summary>
    public string? Address(string field, string path) => Get(field) is { } value ? value.TrimEnd('/') + path : null;

    /// <summary>The destination's own headers; null: one of them has no value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Headers()
    {
        var headers = new List<KeyValuePair<string, string>>();
        var names = destination.Config.Keys.Concat(destination.SecretFiles.Keys)
            .Where(field => field.StartsWith(HeaderPrefix, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal);
        foreach (string field in names)
        {
            if (Get(field) is not { } value)
                return null;
            headers.Add(new(field[HeaderPrefix.Length..], value));
        }
        return headers;
    }
}
