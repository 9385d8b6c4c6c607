using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.Core.Generations;

/// <summary>Puts tool calls together again that a stream carried in pieces, in OpenAI's form whatever the wire's was.</summary>
internal sealed class ToolCallMerger
{
    private readonly List<Pieces> _calls = [];

    /// <summary>One whole call in OpenAI's form.</summary>
    public static JsonObject Call(string? id, string? name, string? arguments) => new()
    {
        ["id"] = id,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments ?? "{}" },
    };

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
            call.Name ??= delta.Get("function").Get("name").Text();
            call.Arguments.Append(delta.Get("function").Get("arguments").Text());
        }
    }

    /// <summary>Takes the object that opens an Anthropic <c>tool_use</c> block.</summary>
    public void OpenBlock(int block, ReadOnlySpan<byte> json)
    {
        var opened = TolerantJson.Parse(json);
        var call = Open(block);
        call.Id = opened.Get("id").Text();
        call.Name = opened.Get("name").Text();
        call.WholeInput = opened.Get("input") is { ValueKind: JsonValueKind.Object } input ? input.GetRawText() : null;
    }

    /// <summary>Takes part of the JSON text of an Anthropic tool's input.</summary>
    public void AddInput(int block, ReadOnlySpan<byte> text) =>
        (Find(block) ?? Open(block)).Arguments.Append(Encoding.UTF8.GetString(text));

    /// <summary>All calls in order; null: none.</summary>
    public JsonArray? ToArray()
    {
        if (_calls.Count == 0)
            return null;
        var calls = new JsonArray();
        foreach (var call in _calls)
            calls.Add(
                (JsonNode)Call(call.Id, call.Name, call.Arguments.Length > 0 ? call.Arguments.ToString() : call.WholeInput));
        return calls;
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

        public StringBuilder Arguments { get; } = new();
    }
}
