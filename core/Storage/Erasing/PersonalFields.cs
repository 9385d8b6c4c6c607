using System.Text.Json;

namespace K8sRouter.Core.Storage.Erasing;

/// <summary>
/// The fields of a row that can name a person, or were written by one: all that a caller can put free text into, the name of the
/// key, and the caller's own trace, under which more may be kept elsewhere. What remains are numbers, the platform's own names,
/// and ids that mean nothing without the provider or the key.
/// </summary>
internal static class PersonalFields
{
    public static IReadOnlyList<string> Names { get; } =
        ["session_id", "external_user", "origin", "user_agent", "app_title", "api_key_name", "trace", "trace_parent"];

    /// <summary>Whether the property that a reader stands on is one of them.</summary>
    public static bool Contains(ref Utf8JsonReader property)
    {
        foreach (string name in Names)
        {
            if (property.ValueTextEquals(name))
                return true;
        }
        return false;
    }
}
