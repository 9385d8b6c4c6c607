using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.Core.Generations;

/// <summary>Puts tool calls and content blocks together again that a stream carried in pieces.</summary>
internal sealed class ToolCallMerger
{
    private readonly List<Pieces> _calls = [];

    /// <summary>Takes an array of OpenAI's <c>delta.tool_calls</c>.</summary>
    public void AddDeltas(ReadOnlySpan<byte> json)
    {
        foreach (var delta in TolerantJson.Parse(json).Items())
        {
            string? id = delta.Get("id").Text();
            // Some providers leave the index out: then an id opens a call, and what has none belongs to the last one.
            var call = delta.Get("index").Int() is { } index
                ? Find(index) ?? Open(index)
                : (string.IsNullOrEmpty(id) ? _calls.LastOrDefault() : null) ?? Open(-1);
            call.Id ??= id;
            call.IsCustom |= delta.Get("custom") is not null;
            call.Add(delta.Get("function"), "arguments");
            call.Add(delta.Get("custom"), "input");
        }
    }

    /// <summary>Takes OpenAI's legacy <c>delta.function_call</c>, of which there is one.</summary>
    public void AddFunctionCall(ReadOnlySpan<byte> json)
    {
        var call = Find(-1) ?? Open(-1);
        call.IsLegacy = true;
        call.Add(TolerantJson.Parse(json), "arguments");
    }

    /// <summary>Takes the object that opens an Anthropic content block.</summary>
    public void OpenBlock(int block, ReadOnlySpan<byte> json)
    {
        var opened = TolerantJson.Parse(json);
        var call = Open(block);
        call.Id = opened.Get("id").Text();
        call.Name = opened.Get("name").Text();
        call.WholeInput = opened.Get("input") is { ValueKind: JsonValueKind.Object } input ? input.GetRawText() : null;
        if (opened.Get("type").Text() is not "tool_use")
            call.Block = opened;
    }

    /// <summary>Takes part of the JSON text of a block's input.</summary>
    public void AddInput(int block, ReadOnlySpan<byte> text) =>
        (Find(block) ?? Open(block)).Arguments.Append(Encoding.UTF8.GetString(text));

    /// <summary>Adds all of them, in order.</summary>
    public void AddTo(AnswerBuilder answer)
    {
        foreach (var call in _calls)
        {
            if (call.Block is not null)
                answer.AddParts(call.WholeBlock());
            else
                answer.AddCall(call.ToCall());
        }
    }

    private Pieces? Find(int index) => _calls.FindLast(call => call.Index == index);

    private Pieces Open(int index)
    {
        var call = new Pieces(index);
        _calls.Add(call);
        return call;
    }

    private sealed class Pieces(int index)
    {
        public int Index { get; } = index;

        public string? Id { get; set; }

        public string? Name { get; set; }

        public string? WholeInput { get; set; }

        public bool IsCustom { get; set; }

        public bool IsLegacy { get; set; }

        /// <summary>What opened a block that isn't a call of the caller's tools.</summary>
        public JsonElement? Block { get; set; }

        public StringBuilder Arguments { get; } = new();

        public void Add(JsonElement? called, string arguments)
        {
            Name ??= called.Get("name").Text();
            Arguments.Append(called.Get(arguments).Text());
        }

        public JsonObject ToCall()
        {
            string? arguments = Arguments.Length > 0 ? Arguments.ToString() : WholeInput;
            var call = IsCustom ? ChatToolCall.Custom(Id, Name, arguments) : ChatToolCall.Function(Id, Name, arguments);
            if (IsLegacy)
                call.Remove("id");
            return call;
        }

        /// <summary>The block with its input, as it would have come whole.</summary>
        public JsonElement? WholeBlock()
        {
            if (Arguments.Length == 0 || Block is not { ValueKind: JsonValueKind.Object } opened)
                return Block;
            var whole = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(whole))
            {
                writer.WriteStartObject();
                foreach (var member in opened.EnumerateObject().Where(member => !member.NameEquals("input")))
                    member.WriteTo(writer);
                writer.WritePropertyName("input");
                if (TolerantJson.Parse(Encoding.UTF8.GetBytes(Arguments.ToString())) is { } input)
                    input.WriteTo(writer);
                else
                    writer.WriteStringValue(Arguments.ToString());
                writer.WriteEndObject();
            }
            return TolerantJson.Parse(whole.WrittenSpan);
        }
    }
}
