using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Notes what the choices of chat and completions say: in a delta, in a message, or in a choice itself. What came whole in a form
/// of its own, such as parts, is captured as it is; assembly reads it, off the road.
/// </summary>
internal sealed class ChatContentReader(AnswerFacts facts, ContentCapture? capture)
{
    /// <summary>Where the document's last text of a delta or message stands.</summary>
    public ChunkText Text { get; private set; }

    /// <summary>How many things the document adds.</summary>
    public int Additions { get; private set; }

    /// <summary>How many choices had an answer so far, be it an empty one.</summary>
    public int Answers { get; private set; }

    /// <summary>Begins another document.</summary>
    public void Begin()
    {
        Text = default;
        Additions = 0;
    }

    /// <summary>Reads a delta or a message; the reader stands on the member's name.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int choice, bool whole, ref UsageCounts usage)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        Answers++;
        var reasoning = default(Reasoning);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryReadOfDelta(ref reader, json, choice, whole) && !TryReadCommon(ref reader, ref reasoning, ref usage))
                reader.Skip();
        }
        NoteReasoning(ref reasoning, json, choice, whole);
    }

    /// <summary>
    /// Reads a member of a choice itself, where completions have their text; false: it is another's, and the reader hasn't moved.
    /// </summary>
    public bool TryReadOfChoice(
        ref Utf8JsonReader reader, int choice, bool whole, ref Reasoning reasoning, ref UsageCounts usage)
    {
        if (!reader.ValueTextEquals("text"u8))
            return TryReadCommon(ref reader, ref reasoning, ref usage);
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            Answers++;
        NoteText(ref reader, DeltaKind.Text, choice, whole);
        return true;
    }

    /// <summary>Notes the reasoning of a delta once, under however many names it came.</summary>
    public void NoteReasoning(ref Reasoning reasoning, ReadOnlySpan<byte> json, int choice, bool whole)
    {
        if (!reasoning.IsKnown)
            return;
        if (reasoning.Value.TokenType == JsonTokenType.String)
            NoteText(ref reasoning.Value, DeltaKind.Reasoning, choice, whole);
        else
            NoteJson(ref reasoning.Value, json, DeltaKind.Parts, choice, whole);
    }

    /// <summary>Takes text of a chunk whose form is known.</summary>
    public void AppendText(int choice, ReadOnlySpan<byte> text)
    {
        facts.HasContent = true;
        capture?.AppendText(DeltaKind.Text, choice, text);
    }

    private bool TryReadOfDelta(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int choice, bool whole)
    {
        if (reader.ValueTextEquals("content"u8))
            ReadContent(ref reader, json, choice, whole);
        else if (reader.ValueTextEquals("refusal"u8))
            ReadText(ref reader, DeltaKind.Refusal, choice, whole);
        else if (reader.ValueTextEquals("tool_calls"u8))
            ReadJson(ref reader, json, DeltaKind.ToolCalls, choice, whole);
        else if (reader.ValueTextEquals("function_call"u8))
            ReadJson(ref reader, json, DeltaKind.FunctionCall, choice, whole);
        else if (reader.ValueTextEquals("images"u8))
            ReadJson(ref reader, json, DeltaKind.Parts, choice, whole);
        else if (reader.ValueTextEquals("audio"u8))
            ReadAudio(ref reader, choice, whole);
        else
            return false;
        return true;
    }

    private static bool TryReadCommon(ref Utf8JsonReader reader, ref Reasoning reasoning, ref UsageCounts usage)
    {
        if (reader.ValueTextEquals("reasoning"u8))
            reasoning.Offer(ref reader, 1);
        else if (reader.ValueTextEquals("reasoning_content"u8))
            reasoning.Offer(ref reader, 2);
        else if (reader.ValueTextEquals("reasoning_details"u8))
            reasoning.Offer(ref reader, 3);
        else if (reader.ValueTextEquals("usage"u8))
            ReadUsage(ref reader, ref usage);
        else
            return false;
        return true;
    }

    private void ReadContent(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int choice, bool whole)
    {
        int key = (int)reader.TokenStartIndex;
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            Text = new(key, (int)reader.TokenStartIndex + 1, (int)reader.BytesConsumed - 1, choice);
            NoteText(ref reader, DeltaKind.Text, choice, whole);
        }
        else
        {
            NoteJson(ref reader, json, DeltaKind.Parts, choice, whole);
        }
    }

    private void ReadText(ref Utf8JsonReader reader, DeltaKind kind, int choice, bool whole)
    {
        reader.Read();
        NoteText(ref reader, kind, choice, whole);
    }

    private void ReadJson(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, DeltaKind kind, int choice, bool whole)
    {
        reader.Read();
        NoteJson(ref reader, json, kind, choice, whole);
    }

    /// <summary>Of sound, what was said is content; the sound itself is not kept.</summary>
    private void ReadAudio(ref Utf8JsonReader reader, int choice, bool whole)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        Additions++;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isTranscript = reader.ValueTextEquals("transcript"u8);
            facts.HasContent |= reader.ValueTextEquals("data"u8);
            reader.Read();
            if (isTranscript)
                NoteText(ref reader, DeltaKind.Text, choice, whole);
            else
                reader.Skip();
        }
    }

    private static void ReadUsage(ref Utf8JsonReader reader, ref UsageCounts usage)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
            UsageReader.Read(ref reader, ref usage);
        else
            reader.Skip();
    }

    private void NoteText(ref Utf8JsonReader reader, DeltaKind kind, int choice, bool whole)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return;
        }
        if (reader.ValueSpan.IsEmpty)
            return;
        facts.HasContent = true;
        Additions++;
        if (!whole)
            capture?.AppendText(kind, choice, ref reader);
    }

    private void NoteJson(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, DeltaKind kind, int choice, bool whole)
    {
        bool isContent = reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject;
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        if (!isContent)
            return;
        facts.HasContent = true;
        Additions++;
        if (!whole)
            capture?.AppendJson(kind, choice, json[start..(int)reader.BytesConsumed]);
    }

    /// <summary>
    /// The reasoning of one delta. Providers that follow two conventions send it under two names, often beside the details that
    /// it was made from.
    /// </summary>
    internal ref struct Reasoning
    {
        private int _rank;

        /// <summary>Stands on the value.</summary>
        public Utf8JsonReader Value;

        public readonly bool IsKnown => _rank > 0;

        /// <summary>Moves past a member's value and keeps it where it holds something and none of a lower rank did.</summary>
        public void Offer(ref Utf8JsonReader reader, int rank)
        {
            reader.Read();
            bool isContent = reader.TokenType == JsonTokenType.String ? !reader.ValueSpan.IsEmpty
                : reader.TokenType == JsonTokenType.StartArray;
            if (isContent && (_rank == 0 || rank < _rank))
            {
                Value = reader;
                _rank = rank;
            }
            reader.Skip();
        }
    }
}
