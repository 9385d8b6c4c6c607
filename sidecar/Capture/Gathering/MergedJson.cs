using System.Buffers;
using System.Text.Json;
using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture.Gathering;

/// <summary>
/// A JSON value put together from the pieces of a stream: texts are joined, lists are joined or merged by the <c>index</c> of
/// their items, of all else the last value holds. Texts stay escaped as they came, so that an emoji cut in two becomes whole.
/// </summary>
internal sealed class MergedJson
{
    private Kind _kind;
    private ArrayBufferWriter<byte>? _raw;
    private List<(byte[] Name, MergedJson Value)>? _members;
    private SortedList<int, MergedJson>? _items;

    public bool IsNull => _kind == Kind.Null;

    /// <summary>Bytes of JSON in it, all that it consists of included.</summary>
    public long Length => (_raw?.WrittenCount ?? 0)
        + (_members?.Sum(m => m.Name.Length + m.Value.Length) ?? 0) + (_items?.Values.Sum(i => i.Length) ?? 0);

    /// <summary>The text, with its escapes and without quotes; empty where it is none.</summary>
    public ReadOnlySpan<byte> Escaped => _kind == Kind.Text ? _raw!.WrittenSpan : default;

    /// <summary>A member of the object that this is from now on; null until it is given a value.</summary>
    public MergedJson this[ReadOnlySpan<byte> name]
    {
        get
        {
            if (Find(name) is { } known)
                return known;
            Become(Kind.Object);
            var added = new MergedJson();
            (_members ??= []).Add((name.ToArray(), added));
            return added;
        }
    }

    /// <summary>The member; null: there is none.</summary>
    public MergedJson? Find(ReadOnlySpan<byte> name)
    {
        foreach (var (known, value) in _members ?? [])
        {
            if (name.SequenceEqual(known))
                return value;
        }
        return null;
    }

    /// <summary>An item of the list that this is from now on; null until it is given a value.</summary>
    public MergedJson ItemAt(int index)
    {
        if (_kind != Kind.Items)
            Become(Kind.Items);
        _items ??= [];
        if (!_items.TryGetValue(index, out var item))
            _items.Add(index, item = new MergedJson());
        return item;
    }

    /// <summary>Adds a piece; the reader stands on it and is left on its end.</summary>
    /// <param name="reader">Stands on the piece's value.</param>
    /// <param name="json">What it reads.</param>
    /// <param name="joins">Whether a text continues the one before, or replaces it.</param>
    public void Merge(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, bool joins)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                break;
            case JsonTokenType.String:
                MergeText(reader.ValueSpan, joins);
                break;
            case JsonTokenType.StartObject:
                MergeObject(ref reader, json);
                break;
            case JsonTokenType.StartArray:
                MergeArray(ref reader, json);
                break;
            default:
                Become(Kind.Literal);
                _raw!.ResetWrittenCount();
                _raw.Write(reader.ValueSpan);
                break;
        }
    }

    /// <summary>Forgets what it was, and is this JSON as it stands.</summary>
    public void Set(ReadOnlySpan<byte> json)
    {
        _kind = Kind.Null;
        Become(Kind.Literal);
        _raw!.Write(json);
    }

    /// <param name="output">Receives the value.</param>
    /// <param name="without">Members that this object isn't to have in it.</param>
    public void WriteTo(PooledBuffer output, params ReadOnlySpan<string> without)
    {
        switch (_kind)
        {
            case Kind.Null:
                output.Write("null"u8);
                break;
            case Kind.Literal:
                output.Write(_raw!.WrittenSpan);
                break;
            case Kind.Text:
                Write(output, "\""u8, _raw!.WrittenSpan, "\""u8);
                break;
            case Kind.List:
                Write(output, "["u8, _raw!.WrittenSpan, "]"u8);
                break;
            case Kind.Object:
                output.Write("{"u8);
                WriteMembers(output, without);
                output.Write("}"u8);
                break;
            default:
                WriteItems(output, without);
                break;
        }
    }

    /// <summary>Writes the members without the object's braces; false: there are none.</summary>
    public bool WriteMembers(PooledBuffer output, params ReadOnlySpan<string> without)
    {
        bool any = false;
        foreach (var (name, value) in _members ?? [])
        {
            if (IsIn(name, without))
                continue;
            Write(output, any ? ",\""u8 : "\""u8, name, "\":"u8);
            // Its place in a list of pieces is no member of a call.
            if (name.AsSpan().SequenceEqual("tool_calls"u8))
                value.WriteTo(output, "index");
            else
                value.WriteTo(output);
            any = true;
        }
        return any;
    }

    private void WriteItems(PooledBuffer output, ReadOnlySpan<string> without)
    {
        output.Write("["u8);
        bool any = false;
        foreach (var item in _items?.Values ?? [])
        {
            if (any)
                output.Write(","u8);
            item.WriteTo(output, without);
            any = true;
        }
        output.Write("]"u8);
    }

    private void MergeText(ReadOnlySpan<byte> escaped, bool joins)
    {
        // A name or an id that is repeated as an empty text is still what it was.
        if (_kind != Kind.Null && escaped.IsEmpty)
            return;
        Become(Kind.Text);
        if (!joins)
            _raw!.ResetWrittenCount();
        _raw!.Write(escaped);
    }

    private void MergeObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        Become(Kind.Object);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            var member = this[name];
            reader.Read();
            member.Merge(ref reader, json, Pieces.Join(name));
        }
    }

    private void MergeArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (_kind != Kind.Items)
            Become(Kind.List);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            if (Pieces.IndexOf(reader) is { } index && (_kind == Kind.Items || _raw!.WrittenCount == 0))
            {
                ItemAt(index).Merge(ref reader, json, joins: false);
                continue;
            }
            reader.Skip();
            if (_kind == Kind.Items)
            {
                // Without a place of its own it comes after the last.
                ItemAt(_items!.Count == 0 ? 0 : _items.Keys[^1] + 1).Set(json[start..(int)reader.BytesConsumed]);
                continue;
            }
            if (_raw!.WrittenCount > 0)
                _raw.Write(","u8);
            _raw.Write(json[start..(int)reader.BytesConsumed]);
        }
    }

    private void Become(Kind kind)
    {
        if (_kind == kind)
            return;
        _kind = kind;
        _members = null;
        _items = null;
        _raw = kind is Kind.Literal or Kind.Text or Kind.List ? new ArrayBufferWriter<byte>() : null;
    }

    private static bool IsIn(ReadOnlySpan<byte> name, ReadOnlySpan<string> names)
    {
        foreach (string other in names)
        {
            if (System.Text.Ascii.Equals(name, other))
                return true;
        }
        return false;
    }

    private static void Write(PooledBuffer output, ReadOnlySpan<byte> before, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> after)
    {
        output.Write(before);
        output.Write(middle);
        output.Write(after);
    }

    private enum Kind
    {
        Null,
        Literal,
        Text,
        Object,

        /// <summary>A list whose items come one after the other.</summary>
        List,

        /// <summary>A list whose items come in pieces, each with its index.</summary>
        Items,
    }
}
