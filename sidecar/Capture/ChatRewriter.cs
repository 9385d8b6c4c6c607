using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Chat Completions, legacy Completions and Embeddings: <c>id</c>, <c>model</c>, <c>provider</c> and <c>usage</c> are the
/// router's, <c>finish_reason</c> is normalised with the provider's own beside it, and members that strict clients demand are
/// always there.
/// </summary>
internal sealed class ChatRewriter(AnswerIdentity identity, string api, ContentCapture? capture) : IAnswerRewriter
{
    private ChunkTemplate? _template;
    private byte[]? _createdJson;
    private ChatContentReader? _content;
    private ChoiceUsages? _choiceUsages;
    private bool _hasOwnUsage;

    public AnswerFacts Facts { get; } = new();

    private ChatContentReader Content => _content ??= new(Facts, capture);

    public bool RewriteEvent(ReadOnlySpan<byte> json, PooledBuffer output)
    {
        if (_template is not null && _template.TryApply(json, output, out var text))
        {
            Content.AppendText(_template.Choice, text);
            return true;
        }
        int before = output.Length;
        Content.Begin();
        var seen = Rewrite(json, output, whole: false);
        // Only a chunk that does nothing but add one text is like the next.
        var found = Content.Text;
        if (Content.Additions == 1 && found.End > found.Start && Facts is { FinishReason: null, Error: null }
            && !Facts.Usage.IsKnown)
            (_template ??= new ChunkTemplate()).Learn(json, found, output.Span[before..]);
        Facts.HasBegun |= (seen & Seen.Body) != 0;
        return (seen & (Seen.Body | Seen.Usage)) != 0 || Facts.Error is not null;
    }

    public void RewriteDocument(ReadOnlySpan<byte> json, PooledBuffer output)
    {
        Rewrite(json, output, whole: true);
        Facts.IsTerminal = true;
        // Vectors are not content that anyone reads back.
        if (api != GenerationApis.Embeddings)
            capture?.SetDocument(json);
    }

    public void Dispose() => _template?.Dispose();

    private Seen Rewrite(ReadOnlySpan<byte> json, PooledBuffer output, bool whole)
    {
        var reader = new Utf8JsonReader(json);
        var splicer = new JsonSplicer(json, output);
        var seen = Seen.None;
        bool isErrorObject = false;
        bool choicesHaveUsage = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("not an object");
        splicer.Open();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int key = (int)reader.TokenStartIndex;
            if (reader.ValueTextEquals("choices"u8))
            {
                splicer.Keep(key);
                if (RewriteChoices(ref reader, ref splicer, json, whole, ref choicesHaveUsage)
                    && api != GenerationApis.Embeddings)
                    seen |= Seen.Body;
                splicer.CopyTo((int)reader.BytesConsumed);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                Replace(ref reader, ref splicer, key, identity.IdJson, noteId: true);
                seen |= Seen.Id;
            }
            else if (reader.ValueTextEquals("model"u8))
            {
                Replace(ref reader, ref splicer, key, identity.ModelJson, noteId: false);
                splicer.Add("\"provider\":"u8, identity.ProviderJson);
                seen |= Seen.Model;
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                if (RewriteUsage(ref reader, ref splicer, key, json))
                    seen |= Seen.Usage;
            }
            else if (reader.ValueTextEquals("provider"u8))
            {
                reader.Skip();
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                if (UpstreamErrorReader.IsError(ref reader))
                    Facts.Error = UpstreamErrorReader.Read(null, json);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("system_fingerprint"u8))
            {
                // Null is a value of a whole answer and none of a chunk.
                reader.Read();
                if (whole || reader.TokenType != JsonTokenType.Null)
                    Keep(ref reader, ref splicer, key);
                seen |= Seen.Fingerprint;
            }
            else
            {
                if (reader.ValueTextEquals("created"u8))
                    seen |= Seen.Created;
                bool isData = reader.ValueTextEquals("data"u8);
                bool isTier = reader.ValueTextEquals("service_tier"u8);
                bool isObject = reader.ValueTextEquals("object"u8);
                reader.Read();
                if (isData && api == GenerationApis.Embeddings && reader.HasItems())
                    seen |= Seen.Body;
                isErrorObject |= isObject && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8);
                if (isTier && reader.TokenType == JsonTokenType.String)
                    Facts.ServiceTier ??= reader.GetString();
                Keep(ref reader, ref splicer, key);
            }
        }
        // A truncated document ends the loop without an end; reading on tells.
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
            throw new JsonException("the object doesn't end");
        if (isErrorObject)
            Facts.Error = UpstreamErrorReader.Read(null, json);
        // A reason that names a fault, and nothing was said: that is all the error there is.
        if (Facts is { Error: null, FinishReason: FinishReasons.Error, HasContent: false })
            Facts.Error = UpstreamErrorReader.Read(null, json);
        if (whole && (seen & Seen.Body) == 0 && Facts.Error is null)
            throw new JsonException("no choice with an answer, and no data");
        AddMissing(ref splicer, seen, whole);
        if (choicesHaveUsage && !_hasOwnUsage)
            AddUsageOfChoices(ref splicer, seen);
        splicer.Close();
        return seen;
    }

    private void AddMissing(ref JsonSplicer splicer, Seen seen, bool whole)
    {
        bool embeddings = api == GenerationApis.Embeddings;
        if ((seen & Seen.Id) == 0)
            splicer.Add("\"id\":"u8, identity.IdJson);
        if ((seen & Seen.Model) == 0)
        {
            splicer.Add("\"model\":"u8, identity.ModelJson);
            splicer.Add("\"provider\":"u8, identity.ProviderJson);
        }
        if ((seen & Seen.Created) == 0 && !embeddings)
            splicer.Add("\"created\":"u8, _createdJson ??= System.Text.Encoding.ASCII.GetBytes(
                identity.CreatedAt.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        if (whole && (seen & Seen.Fingerprint) == 0 && !embeddings)
            splicer.Add("\"system_fingerprint\":"u8, "null"u8);
    }

    /// <summary>Writes the usage of the answer as a whole again; false: the member holds none, and is left out.</summary>
    private bool RewriteUsage(ref Utf8JsonReader reader, ref JsonSplicer splicer, int key, ReadOnlySpan<byte> json)
    {
        reader.Read();
        // OpenAI writes "usage": null on every chunk but the last; in the API a chunk has usage or doesn't.
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }
        // What choices said is of the same tokens.
        if (!_hasOwnUsage)
            Facts.Usage = default;
        splicer.Keep(key);
        splicer.CopyTo((int)reader.TokenStartIndex);
        UsageRewriter.Rewrite(json, ref reader, ref Facts.Usage, identity, responses: false, splicer.Output);
        splicer.SkipTo((int)reader.BytesConsumed);
        _hasOwnUsage |= Facts.Usage.IsKnown;
        return true;
    }

    private void AddUsageOfChoices(ref JsonSplicer splicer, Seen seen)
    {
        Facts.Usage = _choiceUsages!.Sum();
        if ((seen & Seen.Usage) != 0)
            return;
        splicer.Add("\"usage\":"u8, []);
        UsageRewriter.Write(Facts.Usage, identity, splicer.Output);
    }

    /// <summary>
    /// Writes all choices again. True: there are choices. Those of a chunk may be none (usage, results of a prompt's filter);
    /// those of a whole answer have an answer in one of them.
    /// </summary>
    private bool RewriteChoices(
        ref Utf8JsonReader reader, ref JsonSplicer splicer, ReadOnlySpan<byte> json, bool whole, ref bool haveUsage)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }
        // A provider that is itself compatible with this API has written its own native reasons: they stay.
        bool hasNative = json.IndexOf("\"native_finish_reason\""u8) >= 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            haveUsage |= RewriteChoice(ref reader, ref splicer, json, whole, hasNative);
        return !whole || Content.Answers > 0;
    }

    /// <summary>Writes a choice again; true: it reports usage.</summary>
    private bool RewriteChoice(
        ref Utf8JsonReader reader, ref JsonSplicer splicer, ReadOnlySpan<byte> json, bool whole, bool hasNative)
    {
        int start = (int)reader.TokenStartIndex;
        int index = 0;
        bool hasFinish = false;
        bool isFinished = false;
        bool failed = false;
        bool empty = true;
        var reasoning = default(ChatContentReader.Reasoning);
        var usage = default(UsageCounts);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            empty = false;
            if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8))
            {
                Content.Read(ref reader, json, index, whole, ref usage);
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                index = ContentCapture.ReadIndex(ref reader);
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                hasFinish = true;
                reader.Read();
                isFinished = RewriteFinishReason(ref reader, ref splicer, json, hasNative);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                failed |= UpstreamErrorReader.IsError(ref reader);
                reader.Skip();
            }
            else if (!Content.TryReadOfChoice(ref reader, index, whole, ref reasoning, ref usage))
            {
                reader.Skip();
            }
        }
        Content.NoteReasoning(ref reasoning, json, index, whole);
        if (!hasFinish)
            splicer.Insert((int)reader.TokenStartIndex, empty ? "\"finish_reason\":null"u8 : ",\"finish_reason\":null"u8);
        Facts.NoteChoice(index, isFinished);
        if (failed)
            Facts.Error ??= UpstreamErrorReader.Read(null, json[start..(int)reader.BytesConsumed]);
        if (!usage.IsKnown)
            return false;
        (_choiceUsages ??= new()).Set(index, usage);
        return true;
    }

    /// <summary>True: it is a reason.</summary>
    private bool RewriteFinishReason(ref Utf8JsonReader reader, ref JsonSplicer splicer, ReadOnlySpan<byte> json, bool hasNative)
    {
        int start = (int)reader.TokenStartIndex;
        string? native = null;
        if (reader.TokenType == JsonTokenType.String)
        {
            // The usual reasons allocate nothing.
            native = reader.ValueTextEquals("stop"u8) ? FinishReasons.Stop
                : reader.ValueTextEquals("length"u8) ? FinishReasons.Length
                : reader.ValueTextEquals("tool_calls"u8) ? FinishReasons.ToolCalls
                : reader.GetString()!;
        }
        bool isNull = reader.TokenType == JsonTokenType.Null;
        reader.Skip();
        int end = (int)reader.BytesConsumed;
        string? reason = native is null ? null : FinishReasons.Normalize(native);
        if (reason is not null)
        {
            Facts.NativeFinishReason = native;
            Facts.FinishReason = reason;
            if (!ReferenceEquals(reason, native))
            {
                splicer.CopyTo(start);
                splicer.Output.Write("\""u8);
                splicer.Output.Write(System.Text.Encoding.ASCII.GetBytes(reason));
                splicer.Output.Write("\""u8);
                splicer.SkipTo(end);
            }
        }
        else if (!isNull)
        {
            splicer.Replace(start, end, "null"u8);
        }
        if (!hasNative)
        {
            splicer.Insert(end, ",\"native_finish_reason\":"u8);
            splicer.Output.Write(reason is null ? "null"u8 : json[start..end]);
        }
        return reason is not null;
    }

    private void Replace(ref Utf8JsonReader reader, ref JsonSplicer splicer, int key, byte[] replacement, bool noteId)
    {
        reader.Read();
        if (noteId && reader.TokenType == JsonTokenType.String)
            Facts.UpstreamId ??= reader.GetString();
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        splicer.Keep(key);
        splicer.Replace(start, (int)reader.BytesConsumed, replacement);
    }

    private static void Keep(ref Utf8JsonReader reader, ref JsonSplicer splicer, int key)
    {
        reader.Skip();
        splicer.Keep(key);
        splicer.CopyTo((int)reader.BytesConsumed);
    }

    [Flags]
    private enum Seen
    {
        None = 0,
        Id = 1,
        Model = 2,
        Created = 4,
        Fingerprint = 8,
        Body = 16,
        Usage = 32,
    }
}
