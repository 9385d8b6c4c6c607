using System.Text.Json;

namespace K8sRouter.Core.Generations;

/// <summary>Makes a whole document of the beginning of one, by closing what is open at the cut.</summary>
internal static class CutJson
{
    /// <summary>
    /// The longest readable beginning of <paramref name="json"/>, closed; null: there is none.
    /// </summary>
    /// <param name="json">The beginning of a document.</param>
    /// <param name="keepCutText">Whether a string that the cut goes through keeps its beginning, or goes.</param>
    public static byte[]? Close(ReadOnlySpan<byte> json, bool keepCutText)
    {
        var closers = new Stack<byte>();
        var last = JsonTokenType.None;
        int consumed = 0;
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new(new() { MaxDepth = TolerantJson.MaxDepth }));
        try
        {
            while (reader.Read())
            {
                last = reader.TokenType;
                consumed = (int)reader.BytesConsumed;
                if (last == JsonTokenType.StartObject)
                    closers.Push((byte)'}');
                else if (last == JsonTokenType.StartArray)
                    closers.Push((byte)']');
                else if (last is JsonTokenType.EndObject or JsonTokenType.EndArray)
                    closers.Pop();
            }
        }
        catch (JsonException)
        {
            // Malformed from here on: the same as cut here.
        }
        if (last == JsonTokenType.None)
            return null;

        var closed = new List<byte>(json.Length + closers.Count + 8);
        closed.AddRange(json[..consumed]);
        bool inArray = closers.Count > 0 && closers.Peek() == ']';
        if (keepCutText && (last == JsonTokenType.PropertyName || inArray)
            && CutString(json[consumed..], out bool comma) is { Length: > 0 } text)
        {
            if (comma)
                closed.Add((byte)',');
            closed.AddRange(text);
            closed.Add((byte)'"');
        }
        else if (last == JsonTokenType.PropertyName)
        {
            closed.AddRange("null"u8);
        }
        closed.AddRange(closers);
        return [.. closed];
    }

    /// <summary>
    /// The opening quote and all whole characters and escapes of a string that has no end; empty: it isn't one.
    /// </summary>
    private static ReadOnlySpan<byte> CutString(ReadOnlySpan<byte> rest, out bool comma)
    {
        rest = rest.TrimStart(" \t\r\n"u8);
        comma = rest.StartsWith(","u8);
        if (comma)
            rest = rest[1..].TrimStart(" \t\r\n"u8);
        if (!rest.StartsWith("\""u8))
            return default;
        int end = 1;
        while (end < rest.Length)
        {
            int length = rest[end] != '\\' ? 1 : end + 1 < rest.Length && rest[end + 1] == 'u' ? 6 : 2;
            if (end + length > rest.Length)
                break;
            end += length;
        }
        return rest[..end];
    }
}
