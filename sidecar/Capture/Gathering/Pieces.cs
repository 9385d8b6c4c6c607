using System.Text.Json;

namespace K8sRouter.Sidecar.Capture.Gathering;

/// <summary>What the pieces of a stream mean for the value that they are pieces of.</summary>
internal static class Pieces
{
    /// <summary>Whether texts of this name continue each other; of all others the last one holds.</summary>
    public static bool Join(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("content"u8) || name.SequenceEqual("text"u8) || name.SequenceEqual("arguments"u8)
        || name.SequenceEqual("reasoning"u8) || name.SequenceEqual("reasoning_content"u8) || name.SequenceEqual("refusal"u8)
        || name.SequenceEqual("thinking"u8) || name.SequenceEqual("partial_json"u8) || name.SequenceEqual("input"u8)
        || name.SequenceEqual("summary"u8) || name.SequenceEqual("data"u8) || name.SequenceEqual("transcript"u8)
        || name.SequenceEqual("signature"u8);

    /// <summary>The <c>index</c> of the object that the reader stands on and doesn't leave; null: it has none.</summary>
    public static int? IndexOf(Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isIndex = reader.ValueTextEquals("index"u8);
            reader.Read();
            if (isIndex)
                return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int index) && index >= 0 ? index : null;
            reader.Skip();
        }
        return null;
    }
}
