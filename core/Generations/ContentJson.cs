using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Generations;

/// <summary>
/// One generation's content as pieces of JSON, in memory that is used again for the next one. What stands well-formed in the
/// captured copy is copied from there as it is; whatever isn't goes by way of <see cref="ContentAssembler"/>.
/// </summary>
internal sealed class ContentJson : IDisposable
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly JsonBuffer _buffer = new();
    private Range _input;
    private Range _completion;
    private Range _reasoning;
    private Range _toolCalls;
    private Range _items;
    private Range _error;

    /// <summary><c>{"messages":[...]}</c> or <c>{"prompt":"..."}</c>.</summary>
    public ReadOnlySpan<byte> Input => _buffer.Span[_input];

    /// <summary>A string, or <c>null</c>.</summary>
    public ReadOnlySpan<byte> Completion => _buffer.Span[_completion];

    /// <summary>A string, or <c>null</c>.</summary>
    public ReadOnlySpan<byte> Reasoning => _buffer.Span[_reasoning];

    /// <summary>An array; empty: there are none.</summary>
    public ReadOnlySpan<byte> ToolCalls => _buffer.Span[_toolCalls];

    /// <summary>What else was answered, each as it came: an array; empty: there is none.</summary>
    public ReadOnlySpan<byte> Items => _buffer.Span[_items];

    /// <summary>An object, or <c>null</c>.</summary>
    public ReadOnlySpan<byte> Error => _buffer.Span[_error];

    /// <summary>Takes the content of one generation in place of the last one's.</summary>
    public void Assemble(GenerationRecord record, CapturedContent content)
    {
        _buffer.Reset();
        if (!TryCopyInput(record.Api, content))
            _input = Write(ContentAssembler.Input(record, content));
        if (!TryCopyAnswer(record.Api, content))
            Set(ContentAssembler.Answer(record, content));
        _error = Write(ErrorAssembler.Assemble(record, content.Errors.Span));
    }

    /// <summary>
    /// Writes the document that a store keeps: the shape of <c>GET /generation/content</c>, and in it whose content it is,
    /// whether it is cut, tool calls and what else was answered.
    /// </summary>
    public void WriteDocument(JsonBuffer target, GenerationRecord record)
    {
        target.Append("{\"id\":"u8);
        target.AppendString(record.Id);
        target.Append(",\"workspace_id\":"u8);
        target.AppendString(record.WorkspaceId);
        if (record.ContentTruncated)
            target.Append(",\"content_truncated\":true"u8);
        target.Append(",\"input\":"u8);
        target.Append(Input);
        target.Append(",\"output\":{\"completion\":"u8);
        target.Append(Completion);
        target.Append(",\"reasoning\":"u8);
        target.Append(Reasoning);
        target.Append("},\"error\":"u8);
        target.Append(Error);
        if (!ToolCalls.IsEmpty)
        {
            target.Append(",\"tool_calls\":"u8);
            target.Append(ToolCalls);
        }
        if (!Items.IsEmpty)
        {
            target.Append(",\"items\":"u8);
            target.Append(Items);
        }
        target.Append((byte)'}');
    }

    public void Dispose() => _buffer.Dispose();

    private bool TryCopyInput(string api, CapturedContent content)
    {
        var input = content.RequestTruncated ? default : WellFormedInput.Find(api, content.Request.Span);
        if (!IsPlain(input))
            return false;
        int start = _buffer.Length;
        _buffer.Append(WellFormedInput.IsPrompt(api) ? "{\"prompt\":"u8 : "{\"messages\":"u8);
        _buffer.Append(input);
        _buffer.Append((byte)'}');
        _input = start.._buffer.Length;
        return true;
    }

    private bool TryCopyAnswer(string api, CapturedContent content)
    {
        _toolCalls = _items = default;
        switch (content.ResponseFormat)
        {
            case CapturedResponseFormat.None:
                _completion = _reasoning = Null();
                return true;
            case CapturedResponseFormat.Json:
                return !content.ResponseTruncated && api == GenerationApis.Chat
                    && WellFormedChatAnswer.TryFind(content.Response.Span, out var completion, out var reasoning)
                    && TryCopy(completion, out _completion) && TryCopy(reasoning, out _reasoning);
            case CapturedResponseFormat.Deltas:
                return DeltaAnswer.IsTextAlone(content.Response.Span)
                    && TryJoin(api, content.Response.Span, DeltaKind.Reasoning, out _reasoning)
                    && TryJoin(api, content.Response.Span, DeltaKind.Text, out _completion)
                    && (!_buffer.Span[_completion].SequenceEqual("null"u8)
                        || TryJoin(api, content.Response.Span, DeltaKind.Refusal, out _completion));
            default:
                return false;
        }
    }

    private bool TryCopy(ReadOnlySpan<byte> json, out Range range)
    {
        range = json.IsEmpty ? Null() : Copy(json);
        return json.IsEmpty || IsPlain(json);
    }

    private bool TryJoin(string api, ReadOnlySpan<byte> log, DeltaKind wanted, out Range range)
    {
        int start = _buffer.Length;
        bool any = false;
        while (DeltaAnswer.TryRead(api, ref log, out var kind, out _, out var payload))
        {
            if (kind != wanted)
                continue;
            if (!any)
                _buffer.Append((byte)'"');
            any = true;
            _buffer.AppendText(payload);
        }
        if (!any)
        {
            range = Null();
            return true;
        }
        _buffer.Append((byte)'"');
        range = start.._buffer.Length;
        return Utf8.IsValid(_buffer.Span[range]);
    }

    /// <summary>Whether a value can stand in a line as it is. Escaped characters would be harder to read than need be.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> json) =>
        !json.IsEmpty && json.IndexOfAny((byte)'\n', (byte)'\r') < 0 && json.IndexOf("\\u"u8) < 0 && Utf8.IsValid(json);

    private void Set(Answer answer)
    {
        _completion = Text(answer.Completion);
        _reasoning = Text(answer.Reasoning);
        _toolCalls = answer.ToolCalls is { } calls ? Write(calls) : default;
        _items = answer.Items is { } items ? Write(items) : default;
    }

    private Range Null() => Copy("null"u8);

    private Range Copy(ReadOnlySpan<byte> json)
    {
        int start = _buffer.Length;
        _buffer.Append(json);
        return start.._buffer.Length;
    }

    private Range Text(string? text)
    {
        int start = _buffer.Length;
        _buffer.AppendString(text);
        return start.._buffer.Length;
    }

    private Range Write(JsonNode? node)
    {
        if (node is null)
            return Null();
        int start = _buffer.Length;
        using (var writer = new Utf8JsonWriter(_buffer, WriterOptions))
        {
            node.WriteTo(writer);
        }
        return start.._buffer.Length;
    }
}
