using System.Text.Json;
using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture.Gathering;

/// <summary>Chunks of Chat Completions and legacy Completions.</summary>
/// <param name="isChat">Whether choices have messages; else texts.</param>
internal sealed class ChatGatherer(bool isChat) : IAnswerGatherer
{
    private readonly MergedJson _answer = new();
    private readonly MergedJson _choices = new();
    private readonly AnswerFacts _finished = new();
    private bool _failed;

    public long Length => _answer.Length + _choices.Length;

    public bool IsComplete => _failed || _finished.IsFinished;

    public bool Add(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("choices"u8))
                AddChoices(ref reader, json);
            else
                AddMember(name, ref reader, json);
        }
        if (reader.TokenType != JsonTokenType.EndObject)
            throw new JsonException("not an object");
        return !_failed;
    }

    public void WriteTo(PooledBuffer output)
    {
        output.Write("{"u8);
        if (_answer.WriteMembers(output))
            output.Write(","u8);
        if (_answer.Find("object"u8) is null)
            output.Write(isChat ? "\"object\":\"chat.completion\","u8 : "\"object\":\"text_completion\","u8);
        output.Write("\"choices\":"u8);
        if (_choices.IsNull)
            output.Write("[]"u8);
        else
            _choices.WriteTo(output);
        output.Write("}"u8);
    }

    private void AddChoices(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            AddChoice(ref reader, json, Pieces.IndexOf(reader) ?? 0);
    }

    private void AddChoice(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int index)
    {
        var choice = _choices.ItemAt(index);
        bool isFinished = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("delta"u8) || name.SequenceEqual("message"u8))
            {
                AddDelta(choice["message"u8], ref reader, json);
                continue;
            }
            if (name.SequenceEqual("error"u8))
                _failed |= UpstreamErrorReader.IsError(ref reader);
            if (name.SequenceEqual("finish_reason"u8) && reader.TokenType == JsonTokenType.String)
            {
                if (FinishReasons.Normalize(reader.GetString()!) is null)
                    continue;
                isFinished = true;
            }
            choice[name].Merge(ref reader, json, joins: !isChat && name.SequenceEqual("text"u8));
        }
        _finished.NoteChoice(index, isFinished);
    }

    /// <summary>A message has a role and a content, be it null.</summary>
    private static void AddDelta(MergedJson message, ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (message.Find("role"u8) is null)
        {
            message["role"u8].Set("\"assistant\""u8);
            _ = message["content"u8];
        }
        if (reader.TokenType == JsonTokenType.StartObject)
            message.Merge(ref reader, json, joins: false);
        else
            reader.Skip();
    }

    /// <summary>Of what holds for the whole answer each chunk repeats all, and the last that has it is right.</summary>
    private void AddMember(ReadOnlySpan<byte> name, ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        bool isObject = name.SequenceEqual("object"u8);
        bool isErrorObject = isObject && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8);
        bool isNull = reader.TokenType == JsonTokenType.Null;
        _failed |= isErrorObject || (name.SequenceEqual("error"u8) && UpstreamErrorReader.IsError(ref reader));
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        if (!isNull && isObject == isErrorObject)
            _answer[name].Set(json[start..(int)reader.BytesConsumed]);
    }
}
