using System.Text;
using System.Text.Json;
using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture.Gathering;

/// <summary>
/// Events of Anthropic's Messages: the message as it begins, its blocks by their index, and what holds at its end.
/// </summary>
internal sealed class MessagesGatherer : IAnswerGatherer
{
    private readonly MergedJson _message = new();
    private readonly SortedList<int, MergedJson> _blocks = [];
    private byte[]? _error;

    public long Length => _message.Length + _blocks.Values.Sum(b => b.Length) + (_error?.Length ?? 0);

    public bool IsComplete { get; private set; }

    public bool Add(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        int index = Pieces.IndexOf(StartOf(json)) ?? 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("type"u8) && reader.TokenType == JsonTokenType.String)
            {
                IsComplete |= reader.ValueTextEquals("message_stop"u8);
                if (reader.ValueTextEquals("error"u8))
                    _error = json.ToArray();
            }
            else if (name.SequenceEqual("error"u8) && UpstreamErrorReader.IsError(ref reader))
            {
                _error = json.ToArray();
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.StartObject)
            {
                AddPart(name, index, ref reader, json);
            }
            else
            {
                reader.Skip();
            }
        }
        if (reader.TokenType != JsonTokenType.EndObject)
            throw new JsonException("not an object");
        IsComplete |= _error is not null;
        return !IsComplete;
    }

    public void WriteTo(PooledBuffer output)
    {
        if (_error is not null)
        {
            output.Write(_error);
            return;
        }
        output.Write("{"u8);
        if (_message.WriteMembers(output, "content"))
            output.Write(","u8);
        output.Write("\"content\":["u8);
        bool any = false;
        foreach (var block in _blocks.Values)
        {
            if (any)
                output.Write(","u8);
            WriteBlock(block, output);
            any = true;
        }
        output.Write("]}"u8);
    }

    private void AddPart(ReadOnlySpan<byte> name, int index, ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (name.SequenceEqual("message"u8))
            _message.Merge(ref reader, json, joins: false);
        else if (name.SequenceEqual("usage"u8))
            _message["usage"u8].Merge(ref reader, json, joins: false);
        else if (name.SequenceEqual("content_block"u8))
            BlockAt(index).Merge(ref reader, json, joins: false);
        else if (name.SequenceEqual("delta"u8))
            AddDelta(index, ref reader, json);
        else
            reader.Skip();
    }

    /// <summary>A delta adds to its block, or says how the message ends.</summary>
    private void AddDelta(int index, ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("type"u8))
            {
                reader.Skip();
            }
            else if (name.SequenceEqual("citation"u8))
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                AddCitation(BlockAt(index), json[start..(int)reader.BytesConsumed]);
            }
            else if (name.SequenceEqual("stop_reason"u8) && reader.TokenType == JsonTokenType.String
                && FinishReasons.Normalize(reader.GetString()!) is null)
            {
                // It goes on.
            }
            else
            {
                bool isMessages = name.SequenceEqual("stop_reason"u8) || name.SequenceEqual("stop_sequence"u8)
                    || name.SequenceEqual("container"u8);
                (isMessages ? _message : BlockAt(index))[name].Merge(ref reader, json, Pieces.Join(name));
            }
        }
    }

    private static void AddCitation(MergedJson block, ReadOnlySpan<byte> citation)
    {
        byte[] list = [.. "["u8, .. citation, .. "]"u8];
        var reader = new Utf8JsonReader(list);
        reader.Read();
        block["citations"u8].Merge(ref reader, list, joins: false);
    }

    private MergedJson BlockAt(int index)
    {
        if (!_blocks.TryGetValue(index, out var block))
            _blocks.Add(index, block = new MergedJson());
        return block;
    }

    /// <summary>A tool's input arrives as the text of its JSON.</summary>
    private static void WriteBlock(MergedJson block, PooledBuffer output)
    {
        var input = block.Find("partial_json"u8) is { } text ? text.Escaped : default;
        if (input.IsEmpty)
        {
            block.WriteTo(output, "partial_json");
            return;
        }
        byte[] quoted = [.. "\""u8, .. input, .. "\""u8];
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        output.Write("{"u8);
        if (block.WriteMembers(output, "partial_json", "input"))
            output.Write(","u8);
        output.Write("\"input\":"u8);
        output.Write(Encoding.UTF8.GetBytes(reader.GetString()!));
        output.Write("}"u8);
    }

    private static Utf8JsonReader StartOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader;
    }
}
