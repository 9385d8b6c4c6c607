using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.Core.Generations;

/// <summary>
/// Puts an answer together out of pieces: texts, and the parts, blocks and output items of all APIs by their types. Calls of the
/// caller's tools get the form of chat; a kind that has no place of its own stays as it came. What is opaque, such as signatures,
/// encrypted reasoning and sound, isn't read.
/// </summary>
internal sealed class AnswerBuilder
{
    private ArrayBufferWriter<byte>? _text;
    private ArrayBufferWriter<byte>? _reasoning;
    private ArrayBufferWriter<byte>? _refusal;
    private JsonArray? _calls;
    private JsonArray? _items;

    public bool HasReasoning => _reasoning is not null;

    public void AddText(ReadOnlySpan<byte> utf8) => (_text ??= new()).Write(utf8);

    public void AddText(string? text) => Add(ref _text, text);

    public void AddReasoning(ReadOnlySpan<byte> utf8) => (_reasoning ??= new()).Write(utf8);

    public void AddReasoning(string? text) => Add(ref _reasoning, text);

    /// <summary>Adds to what is the text where there is no other.</summary>
    public void AddRefusal(ReadOnlySpan<byte> utf8) => (_refusal ??= new()).Write(utf8);

    public void AddRefusal(string? text) => Add(ref _refusal, text);

    /// <summary>Adds a call in the form of chat.</summary>
    public void AddCall(JsonNode? call) => (_calls ??= []).Add(call);

    /// <summary>Adds text, a part, or an array of parts.</summary>
    public void AddParts(JsonElement? content)
    {
        if (content is not { } parts)
            return;
        if (parts.ValueKind != JsonValueKind.Array)
        {
            AddPart(parts);
            return;
        }
        foreach (var part in parts.EnumerateArray())
            AddPart(part);
    }

    public Answer ToAnswer() => new(
        Text(_text is { WrittenCount: > 0 } ? _text : _refusal ?? _text), Text(_reasoning), _calls, _items);

    private void AddPart(JsonElement part)
    {
        if (part.ValueKind == JsonValueKind.String)
        {
            AddText(part.GetString());
            return;
        }
        string? type = part.Get("type").Text();
        switch (type)
        {
            case "message":
                AddParts(part.Get("content"));
                break;
            case "text" or "output_text":
                AddText(part.Get("text").TextOrParts());
                break;
            case "refusal":
                AddText(part.Get("refusal").Text());
                break;
            case "audio" or "output_audio":
                AddText(part.Get("transcript").Text() ?? part.Get("audio").Get("transcript").Text());
                break;
            case "thinking":
                AddReasoning(part.Get("thinking").TextOrParts());
                break;
            case "reasoning" or "reasoning_text" or "summary_text" or "reasoning.text" or "reasoning.summary":
                AddReasoning(part.Get("summary").TextOrParts() ?? part.Get("content").TextOrParts() ?? part.Get("text").Text());
                break;
            case "reasoning.encrypted":
                break;
            case "tool_use":
                AddCall(ChatToolCall.Function(
                    part.Get("id").Text(), part.Get("name").Text(), part.Get("input")?.GetRawText()));
                break;
            case "function_call":
                AddCall(ChatToolCall.Function(
                    part.Get("call_id").Text() ?? part.Get("id").Text(), part.Get("name").Text(), part.Get("arguments").Text()));
                break;
            case "custom_tool_call":
                AddCall(ChatToolCall.Custom(
                    part.Get("call_id").Text() ?? part.Get("id").Text(), part.Get("name").Text(), part.Get("input").Text()));
                break;
            default:
                string? text = part.Get("text").TextOrParts();
                AddText(text);
                // A kind that isn't known stays as it came, whatever could be read of it.
                if (part.ValueKind == JsonValueKind.Object && (type is not null || text is null))
                    (_items ??= []).Add(part.Node());
                break;
        }
    }

    private static void Add(ref ArrayBufferWriter<byte>? target, string? text)
    {
        if (text is null)
            return;
        target ??= new();
        Encoding.UTF8.GetBytes(text, target);
    }

    private static string? Text(ArrayBufferWriter<byte>? utf8) => utf8 is null ? null : Encoding.UTF8.GetString(utf8.WrittenSpan);
}
