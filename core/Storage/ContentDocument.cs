using System.Text.Json;

namespace K8sRouter.Core.Storage;

/// <summary>Looks into a content's document without reading it whole.</summary>
internal static class ContentDocument
{
    /// <summary>The generation whose it is, which stands first in it; null: it names none.</summary>
    public static string? IdOf(ReadOnlySpan<byte> document)
    {
        try
        {
            var reader = new Utf8JsonReader(document, isFinalBlock: false, default);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject
                && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("id"u8)
                && reader.Read() && reader.TokenType == JsonTokenType.String
                ? reader.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
