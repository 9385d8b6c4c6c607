using System.Text.Json;

namespace K8sRouter.Sidecar.Json;

internal static class Utf8JsonReaderExtensions
{
    /// <summary>Whether the reader, which stays where it is, stands on the start of an array that isn't empty.</summary>
    public static bool HasItems(this Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.StartArray && reader.Read() && reader.TokenType != JsonTokenType.EndArray;
}
