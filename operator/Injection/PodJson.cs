using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.Operator.Injection;

/// <summary>Reads fields of raw JSON. What is null counts as absent; another type than a pod's is a fault.</summary>
internal static class PodJson
{
    /// <summary>An object; null: absent.</summary>
    /// <exception cref="InvalidPodException">It is something else.</exception>
    public static JsonObject? Object(this JsonObject? parent, string name) => parent?[name] switch
    {
        null => null,
        JsonObject found => found,
        _ => throw new InvalidPodException(name),
    };

    /// <summary>The objects of a list; none: absent.</summary>
    /// <exception cref="InvalidPodException">It is something else.</exception>
    public static IReadOnlyList<JsonObject> Objects(this JsonObject? parent, string name) => parent?[name] switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => item as JsonObject ?? throw new InvalidPodException(name))],
        _ => throw new InvalidPodException(name),
    };

    /// <summary>A text; null: absent.</summary>
    /// <exception cref="InvalidPodException">It is something else.</exception>
    public static string? Text(this JsonObject? parent, string name) => Value<string>(parent, name, JsonValueKind.String);

    /// <summary>A whole number; null: absent.</summary>
    /// <exception cref="InvalidPodException">It is something else.</exception>
    public static long? Number(this JsonObject? parent, string name) =>
        parent?[name] is not { } found ? null
        : found is JsonValue value && value.TryGetValue(out long number) ? number
        : found is JsonValue small && small.TryGetValue(out int smaller) ? smaller
        : throw new InvalidPodException(name);

    /// <summary>Whether a field is true.</summary>
    /// <exception cref="InvalidPodException">It is neither true nor false.</exception>
    public static bool IsTrue(this JsonObject? parent, string name) => parent?[name] switch
    {
        null => false,
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False =>
            value.GetValueKind() == JsonValueKind.True,
        _ => throw new InvalidPodException(name),
    };

    private static T? Value<T>(JsonObject? parent, string name, JsonValueKind kind)
        where T : class
    {
        if (parent?[name] is not { } found)
            return null;
        try
        {
            return found is JsonValue value && value.GetValueKind() == kind
                ? value.GetValue<T>()
                : throw new InvalidPodException(name);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate.
            throw new InvalidPodException(name);
        }
    }
}
