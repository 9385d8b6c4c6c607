using System.Text;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations;

/// <summary>Writes attributes in OTLP's JSON: what is unknown is left out, what is too long is cut and marked.</summary>
internal sealed class AttributeWriter(JsonBuffer target, int maxCharacters)
{
    private const string CutMark = "[truncated]";
    private bool _first;
    private List<string>? _cut;

    /// <summary>Keys whose values were cut since the attributes were begun; null: none.</summary>
    public IReadOnlyList<string>? Cut => _cut;

    public int MaxCharacters => maxCharacters;

    /// <summary>Begins the attributes of one thing.</summary>
    public void Begin()
    {
        target.Append("\"attributes\":["u8);
        _first = true;
        _cut = null;
    }

    public void End() => target.Append((byte)']');

    public void Add(string key, string? value)
    {
        if (value is null)
            return;
        bool cut = value.Length > maxCharacters;
        BeginText(key);
        target.AppendText(cut ? Kept(value) : value);
        target.Append(cut ? "[truncated]\"}}"u8 : "\"}}"u8);
        if (cut)
            Mark(key);
    }

    /// <summary>Adds text under several keys.</summary>
    /// <param name="keys">At least one.</param>
    /// <param name="utf8">The text.</param>
    public void Add(ReadOnlySpan<string> keys, ReadOnlySpan<byte> utf8)
    {
        // There are never more characters than bytes.
        if (utf8.Length > maxCharacters)
        {
            string text = Encoding.UTF8.GetString(utf8);
            foreach (string key in keys)
                Add(key, text);
            return;
        }
        int start = 0, length = 0;
        foreach (string key in keys)
        {
            BeginText(key);
            if (length == 0)
            {
                start = target.Length;
                target.AppendText(utf8);
                length = target.Length - start;
            }
            else
            {
                target.Repeat(start, length);
            }
            target.Append("\"}}"u8);
        }
    }

    public void Add(string key, long? value)
    {
        if (value is not { } known)
            return;
        Begin(key, ",\"value\":{\"intValue\":\""u8);
        target.Append(known);
        target.Append("\"}}"u8);
    }

    public void Add(string key, bool value)
    {
        Begin(key, ",\"value\":{\"boolValue\":"u8);
        target.Append(value);
        target.Append("}}"u8);
    }

    public void Add(string key, double? value)
    {
        if (value is not { } known || !double.IsFinite(known))
            return;
        Begin(key, ",\"value\":{\"doubleValue\":"u8);
        target.Append(known);
        target.Append("}}"u8);
    }

    public void Add(string key, decimal? value) => Add(key, (double?)value);

    private void BeginText(string key) => Begin(key, ",\"value\":{\"stringValue\":\""u8);

    private void Begin(string key, ReadOnlySpan<byte> value)
    {
        target.Append(_first ? "{\"key\":\""u8 : ",{\"key\":\""u8);
        _first = false;
        target.AppendText(key);
        target.Append((byte)'"');
        target.Append(value);
    }

    private ReadOnlySpan<char> Kept(string value)
    {
        int keep = maxCharacters - CutMark.Length;
        return value.AsSpan(0, char.IsHighSurrogate(value[keep - 1]) ? keep - 1 : keep);
    }

    private void Mark(string key)
    {
        Add(key + ".truncated", true);
        (_cut ??= []).Add(key);
    }
}
