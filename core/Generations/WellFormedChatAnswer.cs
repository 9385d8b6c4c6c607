using System.Text.Json;

namespace K8sRouter.Core.Generations;

/// <summary>
/// Finds text and reasoning of a chat completion that has nothing else to it: no parts, tool calls, sound, images or refusal.
/// </summary>
internal static class WellFormedChatAnswer
{
    /// <summary>The strings with their quotes, empty where there is none; false: the answer has to be read in full.</summary>
    public static bool TryFind(ReadOnlySpan<byte> json, out ReadOnlySpan<byte> completion, out ReadOnlySpan<byte> reasoning)
    {
        completion = reasoning = default;
        bool seen = false;
        var reader = new Utf8JsonReader(json, new() { MaxDepth = TolerantJson.MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool choices = reader.ValueTextEquals("choices"u8);
                reader.Read();
                if (choices && (seen || !TryReadFirstChoice(ref reader, json, out completion, out reasoning)))
                    return false;
                seen |= choices;
                reader.Skip();
            }
            return seen && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads the array of choices up to its end.</summary>
    private static bool TryReadFirstChoice(
        scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out ReadOnlySpan<byte> completion,
        out ReadOnlySpan<byte> reasoning)
    {
        completion = reasoning = default;
        bool seen = false;
        if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool message = reader.ValueTextEquals("message"u8);
            reader.Read();
            if (message && (seen || !TryReadMessage(ref reader, json, out completion, out reasoning)))
                return false;
            seen |= message;
            reader.Skip();
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            reader.Skip();
        return seen;
    }

    /// <summary>Reads the message up to its end.</summary>
    private static bool TryReadMessage(
        scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out ReadOnlySpan<byte> completion,
        out ReadOnlySpan<byte> reasoning)
    {
        completion = reasoning = default;
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isContent = reader.ValueTextEquals("content"u8);
            bool isReasoning = !isContent && reader.ValueTextEquals("reasoning"u8);
            bool isOther = !isContent && !isReasoning && IsOther(ref reader);
            reader.Read();
            bool isNull = reader.TokenType == JsonTokenType.Null;
            bool isText = reader.TokenType == JsonTokenType.String;
            if ((isOther && !isNull) || ((isContent || isReasoning) && !isText && !isNull))
                return false;
            var text = isText ? json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed] : default;
            if (isContent)
                completion = text;
            else if (isReasoning)
                reasoning = text;
            reader.Skip();
        }
        return true;
    }

    private static bool IsOther(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("tool_calls"u8) || reader.ValueTextEquals("refusal"u8) || reader.ValueTextEquals("function_call"u8)
        || reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("reasoning_details"u8)
        || reader.ValueTextEquals("audio"u8) || reader.ValueTextEquals("images"u8);
}
