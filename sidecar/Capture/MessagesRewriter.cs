using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Anthropic's Messages: <c>id</c> and <c>model</c> of the message are the router's, counts are whole numbers, all else stays.
/// Usage there is cumulative: what is present overwrites, nothing is summed; its input tokens leave out cached ones, which are
/// added for the record.
/// </summary>
internal sealed class MessagesRewriter(AnswerIdentity identity, ContentCapture? capture) : IAnswerRewriter
{
    /// <summary>Whether the message that was read last has content blocks; null: it has no list of them.</summary>
    private bool? _hasContent;

    public AnswerFacts Facts { get; } = new() { Usage = { PromptExcludesCache = true } };

    public void Dispose()
    {
        // Holds no memory of its own.
    }

    public void RewriteDocument(ReadOnlySpan<byte> json, PooledBuffer output)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("not an object");
        RewriteMessage(ref reader, json, output);
        if (reader.Read())
            throw new JsonException("more than one document");
        // A turn that ended without a word is one all the same.
        if (Facts.Error is null && (_hasContent is null || (_hasContent == false && Facts.FinishReason is null)))
            throw new JsonException("no content");
        Facts.HasContent = true;
        Facts.IsTerminal = true;
        capture?.SetDocument(json);
    }

    public bool RewriteEvent(ReadOnlySpan<byte> json, PooledBuffer output)
    {
        var reader = new Utf8JsonReader(json);
        var splicer = new JsonSplicer(json, output);
        int index = 0;
        bool error = false;
        bool hasType = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("not an object");
        splicer.Open();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            splicer.Keep((int)reader.TokenStartIndex);
            if (reader.ValueTextEquals("type"u8) || reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                {
                    hasType = true;
                    Facts.HasBegun |= reader.ValueSpan.StartsWith("message_"u8) || reader.ValueSpan.StartsWith("content_block"u8);
                    Facts.IsTerminal |= reader.ValueTextEquals("message_stop"u8);
                    error |= reader.ValueTextEquals("error"u8);
                }
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                index = ContentCapture.ReadIndex(ref reader);
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    splicer.CopyTo((int)reader.TokenStartIndex);
                    RewriteMessage(ref reader, json, output);
                    splicer.SkipTo((int)reader.BytesConsumed);
                }
            }
            else if (reader.ValueTextEquals("delta"u8))
            {
                ReadDelta(ref reader, ref splicer, index);
            }
            else if (reader.ValueTextEquals("content_block"u8))
            {
                ReadBlock(ref reader, json, index);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                RewriteUsage(ref reader, ref splicer, json);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                error |= UpstreamErrorReader.IsError(ref reader);
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
            splicer.CopyTo((int)reader.BytesConsumed);
        }
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
            throw new JsonException("the object doesn't end");
        splicer.Close();
        if (error)
            Facts.Error ??= UpstreamErrorReader.Read(null, json);
        return hasType || error;
    }

    /// <summary>Writes a message object again; the reader stands on its start and is left on its end.</summary>
    private void RewriteMessage(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, PooledBuffer output)
    {
        var splicer = new JsonSplicer(json, output);
        bool error = false;
        bool hasType = false;
        _hasContent = null;
        splicer.Open();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            splicer.Keep((int)reader.TokenStartIndex);
            if (reader.ValueTextEquals("usage"u8))
            {
                RewriteUsage(ref reader, ref splicer, json);
                splicer.CopyTo((int)reader.BytesConsumed);
                continue;
            }
            bool id = reader.ValueTextEquals("id"u8);
            bool model = reader.ValueTextEquals("model"u8);
            bool stop = reader.ValueTextEquals("stop_reason"u8);
            bool type = reader.ValueTextEquals("type"u8) || reader.ValueTextEquals("object"u8);
            bool isError = reader.ValueTextEquals("error"u8);
            bool content = reader.ValueTextEquals("content"u8);
            hasType |= reader.ValueTextEquals("type"u8);
            reader.Read();
            error |= isError && UpstreamErrorReader.IsError(ref reader);
            if (content && reader.TokenType == JsonTokenType.StartArray)
                _hasContent = reader.HasItems();
            bool isBlank = false;
            int start = (int)reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.String)
            {
                error |= type && reader.ValueTextEquals("error"u8);
                if (id)
                    Facts.UpstreamId ??= reader.GetString();
                if (stop)
                    isBlank = !NoteStop(reader.GetString()!);
            }
            reader.Skip();
            if (id || model)
                splicer.Replace(start, (int)reader.BytesConsumed, id ? identity.IdJson : identity.ModelJson);
            else if (isBlank)
                splicer.Replace(start, (int)reader.BytesConsumed, "null"u8);
            else
                splicer.CopyTo((int)reader.BytesConsumed);
        }
        if (reader.TokenType != JsonTokenType.EndObject)
            throw new JsonException("the message doesn't end");
        if (!hasType && _hasContent is not null)
            splicer.Add("\"type\":"u8, "\"message\""u8);
        splicer.Close();
        if (error)
            Facts.Error ??= UpstreamErrorReader.Read(null, json);
    }

    private void ReadDelta(ref Utf8JsonReader reader, ref JsonSplicer splicer, int index)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isUsage = reader.ValueTextEquals("usage"u8);
            DeltaKind? kind = reader.ValueTextEquals("text"u8) ? DeltaKind.Text
                : reader.ValueTextEquals("thinking"u8) ? DeltaKind.Reasoning
                : reader.ValueTextEquals("partial_json"u8) ? DeltaKind.BlockInput
                : null;
            bool stop = reader.ValueTextEquals("stop_reason"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject && isUsage)
                UsageReader.Read(ref reader, ref Facts.Usage);
            if (reader.TokenType == JsonTokenType.String && stop && !NoteStop(reader.GetString()!))
                splicer.Replace((int)reader.TokenStartIndex, (int)reader.BytesConsumed, "null"u8);
            if (reader.TokenType == JsonTokenType.String && kind is not null && !reader.ValueSpan.IsEmpty)
            {
                Facts.HasContent = true;
                capture?.AppendText(kind.Value, index, ref reader);
            }
            reader.Skip();
        }
    }

    /// <summary>
    /// Reads the start of a content block. Text and thinking may begin with it; any other block is kept as it came, for its input
    /// to be added.
    /// </summary>
    private void ReadBlock(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int index)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        int start = (int)reader.TokenStartIndex;
        DeltaKind? kind = null;
        var beginning = default(Utf8JsonReader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            bool isBeginning = reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("thinking"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
                kind = reader.ValueTextEquals("text"u8) ? DeltaKind.Text
                    : reader.ValueTextEquals("thinking"u8) ? DeltaKind.Reasoning
                    : DeltaKind.Block;
            if (isBeginning && reader.TokenType == JsonTokenType.String)
                beginning = reader;
            reader.Skip();
        }
        if (kind == DeltaKind.Block)
        {
            Facts.HasContent = true;
            capture?.AppendJson(DeltaKind.Block, index, json[start..(int)reader.BytesConsumed]);
        }
        else if (kind is { } said && beginning.TokenType == JsonTokenType.String && !beginning.ValueSpan.IsEmpty)
        {
            Facts.HasContent = true;
            capture?.AppendText(said, index, ref beginning);
        }
    }

    /// <summary>Writes the member's value again, and takes what it says.</summary>
    private void RewriteUsage(ref Utf8JsonReader reader, ref JsonSplicer splicer, ReadOnlySpan<byte> json)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        splicer.CopyTo((int)reader.TokenStartIndex);
        ReadTier(reader);
        UsageRewriter.RewriteCounts(json, ref reader, ref Facts.Usage, splicer.Output);
        splicer.SkipTo((int)reader.BytesConsumed);
    }

    /// <summary>Looks ahead for the tier that served, which this format says with the usage.</summary>
    private void ReadTier(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isTier = reader.ValueTextEquals("service_tier"u8);
            reader.Read();
            if (isTier && reader.TokenType == JsonTokenType.String)
                Facts.ServiceTier = reader.GetString();
            reader.Skip();
        }
    }

    /// <summary>False: it says nothing.</summary>
    private bool NoteStop(string native)
    {
        if (FinishReasons.Normalize(native) is not { } reason)
            return false;
        Facts.NativeFinishReason = native;
        Facts.FinishReason = reason;
        return true;
    }
}
