using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Writes usage objects for the caller: the provider's own counts, in the form and with the meaning that the API gives them, and
/// the API's <c>cost</c>, <c>is_byok</c> and <c>cost_details</c>. Nothing is counted here.
/// </summary>
internal static class UsageRewriter
{
    /// <summary>Writes an OpenAI usage object again; the reader stands on its start and is left on its end.</summary>
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
        CopyMembers(ref reader, ref splicer, ref usage, out bool hasTotal);
        if (!hasTotal && usage.IsKnown)
            AddCount(ref splicer, "\"total_tokens\":"u8, usage.Total);
        AddCost(ref splicer, usage, identity, responses);
        splicer.Close();
    }

    /// <summary>Writes a usage object again without the cost, which Anthropic's format has no place for.</summary>
    public static void RewriteCounts(
        ReadOnlySpan<byte> json, ref Utf8JsonReader reader, ref UsageCounts usage, PooledBuffer output)
    {
        var splicer = new JsonSplicer(json, output);
        splicer.Open();
        CopyMembers(ref reader, ref splicer, ref usage, out _);
        splicer.Close();
    }

    /// <summary>Writes the usage object of an answer that has its counts elsewhere.</summary>
    public static void Write(in UsageCounts usage, AnswerIdentity identity, PooledBuffer output)
    {
        var splicer = new JsonSplicer([], output);
        splicer.Open();
        AddCount(ref splicer, "\"prompt_tokens\":"u8, usage.Prompt ?? 0);
        AddCount(ref splicer, "\"completion_tokens\":"u8, usage.Completion ?? 0);
        AddCount(ref splicer, "\"total_tokens\":"u8, usage.Total);
        AddDetail(ref splicer, "\"prompt_tokens_details\":"u8, "\"cached_tokens\":"u8, usage.Cached, output);
        AddDetail(ref splicer, "\"completion_tokens_details\":"u8, "\"reasoning_tokens\":"u8, usage.Reasoning, output);
        AddCost(ref splicer, usage, identity, responses: false);
        splicer.Close();
    }

    /// <summary>
    /// Copies all members but the cost. Counts that aren't written as whole numbers are, and the completion includes reasoning;
    /// what can't be read stays as it came.
    /// </summary>
    private static void CopyMembers(
        ref Utf8JsonReader reader, ref JsonSplicer splicer, ref UsageCounts usage, out bool hasTotal)
    {
        hasTotal = false;
        // What the completion means is known from all members together.
        var ahead = reader;
        UsageReader.Read(ref ahead, ref usage);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("cost"u8) || reader.ValueTextEquals("is_byok"u8)
                || reader.ValueTextEquals("cost_details"u8))
            {
                reader.Skip();
                continue;
            }
            splicer.Keep((int)reader.TokenStartIndex);
            hasTotal |= reader.ValueTextEquals("total_tokens"u8);
            bool isCompletion = reader.ValueTextEquals("completion_tokens"u8) || reader.ValueTextEquals("output_tokens"u8);
            CopyCounts(ref reader, ref splicer, isCompletion ? usage.Completion : null);
            splicer.CopyTo((int)reader.BytesConsumed);
        }
    }

    /// <summary>Reads one member, whose name the reader stands on, up to its end.</summary>
    private static void CopyCounts(ref Utf8JsonReader reader, ref JsonSplicer splicer, long? replacement)
    {
        int depth = reader.CurrentDepth;
        bool isCount = IsCount(in reader);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                isCount = IsCount(in reader);
                continue;
            }
            bool isNested = reader.CurrentDepth > depth;
            if (isCount && TokenCount.Of(in reader) is { } count)
                ReplaceCount(in reader, ref splicer, isNested ? count : replacement ?? count);
            // The start of an object or array has the depth that its end has.
            if (!isNested && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                return;
        }
    }

    private static bool IsCount(in Utf8JsonReader reader) => reader.ValueSpan.EndsWith("_tokens"u8);

    private static void ReplaceCount(in Utf8JsonReader reader, ref JsonSplicer splicer, long count)
    {
        Span<byte> number = stackalloc byte[20];
        var text = Format(count, number);
        if (!TokenCount.IsPlain(in reader) || !text.SequenceEqual(reader.ValueSpan))
            splicer.Replace((int)reader.TokenStartIndex, (int)reader.BytesConsumed, text);
    }

    private static void AddCount(ref JsonSplicer splicer, ReadOnlySpan<byte> key, long? count)
    {
        Span<byte> number = stackalloc byte[20];
        if (count is { } known)
            splicer.Add(key, Format(known, number));
    }

    private static void AddDetail(
        ref JsonSplicer splicer, ReadOnlySpan<byte> key, ReadOnlySpan<byte> name, long? count, PooledBuffer output)
    {
        if (count is null)
            return;
        splicer.Add(key, []);
        var details = new JsonSplicer([], output);
        details.Open();
        AddCount(ref details, name, count);
        details.Close();
    }

    private static void AddCost(ref JsonSplicer splicer, in UsageCounts usage, AnswerIdentity identity, bool responses)
    {
        Span<byte> number = stackalloc byte[40];
        var cost = CostCalculator.Calculate(identity.Pricing, usage, identity.Discount);
        splicer.Add("\"cost\":"u8, cost is null ? "null"u8 : DecimalText.Format(cost.Charged, number));
        splicer.Add("\"is_byok\":"u8, identity.IsByok ? "true"u8 : "false"u8);
        if (cost is not null)
            AddDetails(ref splicer, cost, responses);
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
