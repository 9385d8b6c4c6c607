using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// The Responses API: the whole answer, and the <c>response</c> object inside the events that carry one, get the router's
/// <c>id</c> and <c>model</c>, and cost in <c>usage</c>. Its terminal event repeats the whole answer, so that is what is
/// captured.
/// </summary>
internal sealed class ResponsesRewriter(AnswerIdentity identity, ContentCapture? capture) : IAnswerRewriter
{
    /// <summary>Items of the response that was read last; null: it has no list of them.</summary>
    private bool? _hasOutput;

    public AnswerFacts Facts { get; } = new();

    public void Dispose()
    {
        // Holds no memory of its own.
    }

    public void RewriteDocument(ReadOnlySpan<byte> json, PooledBuffer output)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("not an object");
        bool failed = RewriteResponse(ref reader, json, output, "\"completed\""u8);
        if (reader.Read())
            throw new JsonException("more than one document");
        if (failed)
            Facts.Error = UpstreamErrorReader.Read(null, json);
        // One that ran out of tokens while it thought has said nothing, and is an answer.
        else if (_hasOutput is null || (_hasOutput == false && Facts.FinishReason != FinishReasons.Length))
            throw new JsonException("no output");
        Facts.FinishReason ??= FinishReasons.Stop;
        Facts.HasContent = true;
        Facts.IsTerminal = true;
        capture?.SetDocument(json);
    }

    public bool RewriteEvent(ReadOnlySpan<byte> json, PooledBuffer output)
    {
        var reader = new Utf8JsonReader(json);
        var splicer = new JsonSplicer(json, output);
        var kind = EventKind.Unknown;
        (int Start, int End) response = default, item = default;
        bool failed = false;
        long number = Facts.NextSequenceNumber;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("not an object");
        splicer.Open();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int key = (int)reader.TokenStartIndex;
            splicer.Keep(key);
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                kind = KindOf(ref reader);
            }
            else if (reader.ValueTextEquals("response"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    int start = (int)reader.TokenStartIndex;
                    splicer.CopyTo(start);
                    failed |= RewriteResponse(ref reader, json, output, StatusAt(kind));
                    splicer.SkipTo((int)reader.BytesConsumed);
                    response = (start, (int)reader.BytesConsumed);
                }
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8))
                    kind = EventKind.Error;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("delta"u8))
            {
                reader.Read();
                NoteDelta(kind, ref reader);
            }
            else if (reader.ValueTextEquals("item"u8))
            {
                reader.Read();
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                item = (start, (int)reader.BytesConsumed);
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                reader.Read();
                RewriteUsage(ref reader, ref splicer, json);
            }
            else if (reader.ValueTextEquals("sequence_number"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long given) && given >= 0)
                    number = given;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                if (UpstreamErrorReader.IsError(ref reader))
                    kind = EventKind.Error;
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
        if (kind == EventKind.ItemDone)
            NoteItem(json[item.Start..item.End]);
        Conclude(failed && kind != EventKind.Error ? EventKind.Failed : kind, json, response);
        Facts.HasBegun |= kind is not (EventKind.Unknown or EventKind.Other);
        if (Facts.Error is null)
            Facts.NextSequenceNumber = number + 1;
        return kind != EventKind.Unknown;
    }

    /// <summary>
    /// Keeps a whole output item, in case that the stream breaks off before the response that repeats it. What messages and
    /// reasoning say has come in deltas.
    /// </summary>
    private void NoteItem(ReadOnlySpan<byte> item)
    {
        if (capture is null || item.IsEmpty || item[0] != '{')
            return;
        var reader = new Utf8JsonReader(item);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String
                && (reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("reasoning"u8)))
                return;
            reader.Skip();
        }
        capture.AppendJson(DeltaKind.Parts, 0, item);
    }

    /// <summary>Writes a usage object again; of another kind, it stays as it came.</summary>
    private void RewriteUsage(ref Utf8JsonReader reader, ref JsonSplicer splicer, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        splicer.CopyTo((int)reader.TokenStartIndex);
        UsageRewriter.Rewrite(json, ref reader, ref Facts.Usage, identity, responses: true, splicer.Output);
        splicer.SkipTo((int)reader.BytesConsumed);
    }

    private void Conclude(EventKind kind, ReadOnlySpan<byte> json, (int Start, int End) response)
    {
        if (kind is EventKind.Error or EventKind.Failed)
            Facts.Error ??= UpstreamErrorReader.Read(
                null, kind == EventKind.Failed && response.End > 0 ? json[response.Start..response.End] : json);
        if (kind is not (EventKind.Completed or EventKind.Incomplete))
            return;
        Facts.IsTerminal = true;
        Facts.FinishReason ??= kind == EventKind.Completed ? FinishReasons.Stop : FinishReasons.Length;
        Facts.NativeFinishReason ??= kind == EventKind.Completed ? "completed" : "incomplete";
        if (response.End > 0)
            capture?.SetDocument(json[response.Start..response.End]);
    }

    /// <summary>
    /// Writes a response object again; the reader stands on its start and is left on its end. True: it says that it failed.
    /// </summary>
    /// <param name="reader">On the object's start.</param>
    /// <param name="json">What it reads.</param>
    /// <param name="output">Receives the object.</param>
    /// <param name="status">What takes the place of a status that says nothing, as a JSON string.</param>
    private bool RewriteResponse(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> json, PooledBuffer output, ReadOnlySpan<byte> status)
    {
        _hasOutput = null;
        var splicer = new JsonSplicer(json, output);
        bool failed = false;
        splicer.Open();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int key = (int)reader.TokenStartIndex;
            splicer.Keep(key);
            bool id = reader.ValueTextEquals("id"u8);
            bool model = reader.ValueTextEquals("model"u8);
            bool usage = reader.ValueTextEquals("usage"u8);
            bool isStatus = reader.ValueTextEquals("status"u8);
            bool tier = reader.ValueTextEquals("service_tier"u8);
            bool error = reader.ValueTextEquals("error"u8);
            bool kind = reader.ValueTextEquals("object"u8) || reader.ValueTextEquals("type"u8);
            bool items = reader.ValueTextEquals("output"u8);
            reader.Read();
            if (items && reader.TokenType == JsonTokenType.StartArray)
                _hasOutput = reader.HasItems();
            failed |= error ? UpstreamErrorReader.IsError(ref reader)
                : kind && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8);
            int start = (int)reader.TokenStartIndex;
            if (usage && reader.TokenType == JsonTokenType.StartObject)
            {
                RewriteUsage(ref reader, ref splicer, json);
                continue;
            }
            bool isBlank = false;
            if (reader.TokenType == JsonTokenType.String)
                isBlank = !NoteText(ref reader, id, isStatus, tier, ref failed);
            if (error && reader.TokenType == JsonTokenType.StartObject)
                Facts.NativeFinishReason = "failed";
            reader.Skip();
            if (id || model)
                splicer.Replace(start, (int)reader.BytesConsumed, id ? identity.IdJson : identity.ModelJson);
            else if (isBlank)
                splicer.Replace(start, (int)reader.BytesConsumed, status);
            else
                splicer.CopyTo((int)reader.BytesConsumed);
        }
        if (reader.TokenType != JsonTokenType.EndObject)
            throw new JsonException("the response doesn't end");
        splicer.Close();
        return failed;
    }

    /// <summary>False: it is a status that says nothing.</summary>
    private bool NoteText(ref Utf8JsonReader reader, bool id, bool status, bool tier, ref bool failed)
    {
        if (id)
            Facts.UpstreamId ??= reader.GetString();
        if (tier)
            Facts.ServiceTier = reader.GetString();
        if (!status || reader.ValueTextEquals("in_progress"u8) || reader.ValueTextEquals("queued"u8))
            return true;
        string native = reader.GetString()!;
        if (FinishReasons.IsBlank(native))
            return false;
        Facts.NativeFinishReason = native;
        Facts.FinishReason = native switch
        {
            "completed" => FinishReasons.Stop,
            "incomplete" => FinishReasons.Length,
            "failed" or "cancelled" => FinishReasons.Error,
            _ => null,
        };
        failed |= Facts.FinishReason == FinishReasons.Error;
        return true;
    }

    private static ReadOnlySpan<byte> StatusAt(EventKind kind) => kind switch
    {
        EventKind.Completed => "\"completed\""u8,
        EventKind.Incomplete => "\"incomplete\""u8,
        EventKind.Failed => "\"failed\""u8,
        _ => "\"in_progress\""u8,
    };

    private void NoteDelta(EventKind kind, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return;
        }
        if (kind is not (EventKind.TextDelta or EventKind.ReasoningDelta or EventKind.ArgumentsDelta))
            return;
        Facts.HasContent = true;
        // Arguments of a call are kept with its whole item.
        if (kind != EventKind.ArgumentsDelta)
            capture?.AppendText(kind == EventKind.TextDelta ? DeltaKind.Text : DeltaKind.Reasoning, 0, ref reader);
    }

    private static EventKind KindOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            return EventKind.Unknown;
        // A refusal is text that stands in the place of an answer, and a transcript is the text of a spoken one.
        if (reader.ValueTextEquals("response.output_text.delta"u8) || reader.ValueTextEquals("response.refusal.delta"u8)
            || reader.ValueTextEquals("response.audio.transcript.delta"u8))
            return EventKind.TextDelta;
        if (reader.ValueTextEquals("response.reasoning_text.delta"u8)
            || reader.ValueTextEquals("response.reasoning_summary_text.delta"u8))
            return EventKind.ReasoningDelta;
        if (reader.ValueTextEquals("response.function_call_arguments.delta"u8)
            || reader.ValueTextEquals("response.custom_tool_call_input.delta"u8)
            || reader.ValueTextEquals("response.mcp_call_arguments.delta"u8)
            || reader.ValueTextEquals("response.code_interpreter_call_code.delta"u8))
            return EventKind.ArgumentsDelta;
        if (reader.ValueTextEquals("response.output_item.done"u8))
            return EventKind.ItemDone;
        if (reader.ValueTextEquals("response.completed"u8))
            return EventKind.Completed;
        if (reader.ValueTextEquals("response.incomplete"u8))
            return EventKind.Incomplete;
        if (reader.ValueTextEquals("response.failed"u8))
            return EventKind.Failed;
        if (reader.ValueTextEquals("error"u8))
            return EventKind.Error;
        return reader.ValueSpan.StartsWith("response."u8) ? EventKind.Response : EventKind.Other;
    }

    private enum EventKind
    {
        /// <summary>Without a type: none of this API.</summary>
        Unknown,

        /// <summary>A keep-alive, or what a newer API may have.</summary>
        Other,

        /// <summary>Any other of a response's own.</summary>
        Response,
        TextDelta,
        ReasoningDelta,
        ArgumentsDelta,
        ItemDone,
        Completed,
        Incomplete,
        Failed,
        Error,
    }
}
