using System.Text.Json;

namespace K8sRouter.Core.Generations;

/// <summary>Finds the input of a request where it stands in it in the form that is kept: which it nearly always does.</summary>
internal static class WellFormedInput
{
    public static bool IsPrompt(string api) => api is GenerationApis.Completions or GenerationApis.Embeddings;

    /// <summary>The array of messages, or the text of the prompt with its quotes; empty: it has to be made.</summary>
    public static ReadOnlySpan<byte> Find(string api, ReadOnlySpan<byte> request)
    {
        ReadOnlySpan<byte> name = api switch
        {
            GenerationApis.Completions => "prompt"u8,
            GenerationApis.Embeddings or GenerationApis.Responses => "input"u8,
            _ => "messages"u8,
        };
        ReadOnlySpan<byte> system = api switch
        {
            GenerationApis.Responses => "instructions"u8,
            GenerationApis.Messages => "system"u8,
            _ => default,
        };
        var kind = IsPrompt(api) ? JsonTokenType.String : JsonTokenType.StartArray;
        ReadOnlySpan<byte> found = default;
        var reader = new Utf8JsonReader(request, new() { MaxDepth = TolerantJson.MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return default;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isInput = reader.ValueTextEquals(name);
                bool isSystem = !system.IsEmpty && reader.ValueTextEquals(system);
                reader.Read();
                if ((isInput && reader.TokenType != kind) || (isSystem && reader.TokenType != JsonTokenType.Null))
                    return default;
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (isInput)
                    found = request[start..(int)reader.BytesConsumed];
            }
            // Whatever follows the document makes it malformed.
            return reader.Read() ? default : found;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
