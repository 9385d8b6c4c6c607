using System.Text.Json;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Reads the usage objects of all APIs: they differ in names alone, and in whether the prompt includes the cache
/// (<see cref="UsageCounts.PromptExcludesCache"/>). A member that can't be read takes no other with it.
/// </summary>
internal static class UsageReader
{
    /// <summary>Takes a usage object; the reader stands on its start and is left on its end.</summary>
    public static void Read(ref Utf8JsonReader reader, ref UsageCounts usage)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("input_tokens"u8))
                Take(ref reader, ref usage.ReportedPrompt);
            else if (reader.ValueTextEquals("completion_tokens"u8) || reader.ValueTextEquals("output_tokens"u8))
                Take(ref reader, ref usage.ReportedCompletion);
            else if (reader.ValueTextEquals("total_tokens"u8))
                Take(ref reader, ref usage.ReportedTotal);
            else if (reader.ValueTextEquals("cache_read_input_tokens"u8) || reader.ValueTextEquals("cached_tokens"u8))
                Take(ref reader, ref usage.Cached);
            else if (reader.ValueTextEquals("cache_creation_input_tokens"u8))
                Take(ref reader, ref usage.ReportedCacheWrite);
            else if (reader.ValueTextEquals("num_sources_used"u8))
                Take(ref reader, ref usage.WebSearches);
            else if (reader.ValueTextEquals("prompt_tokens_details"u8) || reader.ValueTextEquals("input_tokens_details"u8))
                ReadPromptDetails(ref reader, ref usage);
            else if (reader.ValueTextEquals("completion_tokens_details"u8) || reader.ValueTextEquals("output_tokens_details"u8))
                ReadCompletionDetails(ref reader, ref usage);
            else if (reader.ValueTextEquals("cache_creation"u8))
                ReadCacheCreation(ref reader, ref usage);
            else
                reader.Skip();
        }
    }

    private static void ReadPromptDetails(ref Utf8JsonReader reader, ref UsageCounts usage)
    {
        if (!TryEnter(ref reader))
            return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("cached_tokens"u8))
                Take(ref reader, ref usage.Cached);
            else if (reader.ValueTextEquals("cache_write_tokens"u8))
                Take(ref reader, ref usage.ReportedCacheWrite);
            else if (reader.ValueTextEquals("audio_tokens"u8))
                Take(ref reader, ref usage.AudioPrompt);
            else
                reader.Skip();
        }
    }

    private static void ReadCompletionDetails(ref Utf8JsonReader reader, ref UsageCounts usage)
    {
        if (!TryEnter(ref reader))
            return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("reasoning_tokens"u8) || reader.ValueTextEquals("thinking_tokens"u8))
                Take(ref reader, ref usage.Reasoning);
            else if (reader.ValueTextEquals("image_tokens"u8))
                Take(ref reader, ref usage.CompletionImages);
            else
                reader.Skip();
        }
    }

    private static void ReadCacheCreation(ref Utf8JsonReader reader, ref UsageCounts usage)
    {
        if (!TryEnter(ref reader))
            return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("ephemeral_5m_input_tokens"u8))
                Take(ref reader, ref usage.CacheWrite5m);
            else if (reader.ValueTextEquals("ephemeral_1h_input_tokens"u8))
                Take(ref reader, ref usage.ReportedCacheWrite1h);
            else
                reader.Skip();
        }
    }

    /// <summary>Moves onto a member's value; false: it isn't an object, and has been passed.</summary>
    private static bool TryEnter(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
            return true;
        reader.Skip();
        return false;
    }

    private static void Take(ref Utf8JsonReader reader, ref long? count) => count = TokenCount.Read(ref reader) ?? count;
}
