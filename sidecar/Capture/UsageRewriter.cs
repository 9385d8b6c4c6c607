using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Reads an OpenAI usage object (of chat, completions, embeddings or Responses) and writes it again with the provider's own
/// counts untouched and the API's <c>cost</c>, <c>is_byok</c> and <c>cost_details</c> added. Nothing is counted here.
/// </summary>
internal static class UsageRewriter
{
    /// <summary>Writes <c>{...}</c>; the reader stands on the object's start and is left on its end.</summary>
    /// <param name="json">The document that the reader reads.</param>
    /// <param name="reader">Positioned on the start of the usage object.</param>
    /// <param name="usage">Receives the counts.</param>
    /// <param name="identity">Price and whose key.</param>
    /// <param name="responses">The Responses API's names for the parts of the cost.</param>
    /// <param name="output">Receives the object.</param>
    public static void Rewrite(
        ReadOnlySpan<byte> json, ref Utf8JsonReader reader, ref UsageCounts usage, AnswerIdentity identity, bool responses,
        PooledBuffer output)
    {
        var splicer = new JsonSplicer(json, output);
        splicer.Open();
        bool hasTotal = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int key = (int)reader.TokenStartIndex;
            if (reader.ValueTextEquals("cost"u8) || reader.ValueTextEquals("is_byok"u8) || reader.ValueTextEquals(
                "cost_details"u8))
            {
                reader.Skip();
                continue;
            }
            splicer.Keep(key);
            hasTotal |= reader.ValueTextEquals("total_tokens"u8);
            ReadMember(ref reader, ref usage);
            splicer.CopyTo((int)reader.BytesConsumed);
        }
        Span<byte> number = stackalloc byte[40];
        if (!hasTotal && usage.IsKnown)
            splicer.Add("\"total_tokens\":"u8, Format((usage.Prompt ?? 0) + (usage.Completion ?? 0), number));
        var cost = CostCalculator.Calculate(identity.Pricing, usage, identity.Discount);
        splicer.Add("\"cost\":"u8, cost is null ? "null"u8 : DecimalText.Format(cost.Charged, number));
        splicer.Add("\"is_byok\":"u8, identity.IsByok ? "true"u8 : "false"u8);
        if (cost is not null)
            AddDetails(ref splicer, cost, responses);
        splicer.Close();
    }

    /// <summary>Takes one member of a usage object, nested details included.</summary>
    public static void ReadMember(ref Utf8JsonReader reader, ref UsageCounts usage)
    {
        if (reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("input_tokens"u8))
            usage.Prompt = ReadCount(ref reader) ?? usage.Prompt;
        else if (reader.ValueTextEquals("completion_tokens"u8) || reader.ValueTextEquals("output_tokens"u8))
            usage.Completion = ReadCount(ref reader) ?? usage.Completion;
        else if (reader.ValueTextEquals("total_tokens"u8))
            usage.Total = ReadCount(ref reader) ?? usage.Total;
        else if (reader.ValueTextEquals("prompt_tokens_details"u8) || reader.ValueTextEquals("input_tokens_details"u8))
            ReadPromptDetails(ref reader, ref usage);
        else if (reader.ValueTextEquals("completion_tokens_details"u8) || reader.ValueTextEquals("output_tokens_details"u8))
            ReadCompletionDetails(ref reader, ref usage);
        else if (reader.ValueTextEquals("num_sources_used"u8))
            usage.WebSearches = ReadCount(ref reader) ?? usage.WebSearches;
        else
            reader.Skip();
    }

    /// <summary>Moves onto the member's value; null: it isn't a whole number.</summary>
    public static long? ReadCount(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long count))
            return count;
        reader.Skip();
        return null;
    }

    private static void ReadPromptDetails(ref Utf8JsonReader reader, ref UsageCounts usage)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("cached_tokens"u8))
                usage.Cached = ReadCount(ref reader) ?? usage.Cached;
            else if (reader.ValueTextEquals("cache_write_tokens"u8))
                usage.CacheWrite = ReadCount(ref reader) ?? usage.CacheWrite;
            else if (reader.ValueTextEquals("audio_tokens"u8))
                usage.AudioPrompt = ReadCount(ref reader) ?? usage.AudioPrompt;
            else
                reader.Skip();
        }
    }

    private static void ReadCompletionDetails(ref Utf8JsonReader reader, ref UsageCounts usage)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("reasoning_tokens"u8))
                usage.Reasoning = ReadCount(ref reader) ?? usage.Reasoning;
            else if (reader.ValueTextEquals("image_tokens"u8))
                usage.CompletionImages = ReadCount(ref reader) ?? usage.CompletionImages;
            else
                reader.Skip();
        }
    }

    private static void AddDetails(ref JsonSplicer splicer, GenerationCost cost, bool responses)
    {
        Span<byte> number = stackalloc byte[40];
        splicer.Add("\"cost_details\":"u8, "{\"upstream_inference_cost\":"u8);
        splicer.Output.Write(DecimalText.Format(cost.Total, number));
        splicer.Output.Write(responses ? ",\"upstream_inference_input_cost\":"u8 : ",\"upstream_inference_prompt_cost\":"u8);
        splicer.Output.Write(DecimalText.Format(cost.Prompt, number));
        splicer.Output.Write(
            responses ? ",\"upstream_inference_output_cost\":"u8 : ",\"upstream_inference_completions_cost\":"u8);
        splicer.Output.Write(DecimalText.Format(cost.Completion, number));
        splicer.Output.Write("}"u8);
    }

    private static ReadOnlySpan<byte> Format(long value, Span<byte> target)
    {
        value.TryFormat(target, out int written);
        return target[..written];
    }
}
