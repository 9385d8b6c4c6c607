using System.Buffers;
using System.Text;
using System.Text.Json;

namespace K8sRouter.Core.Generations;

/// <summary>
/// The request's <c>trace</c> as a record keeps it: within 16 KiB, and of one key within 4 KiB. The keys with a meaning go first;
/// a text that is too long is cut and ends in <c>[truncated]</c>, and what has no room goes and is counted in
/// <c>"openrouter_truncated": {"omitted_keys": n}</c>.
/// </summary>
/// <param name="Json">An object; null: there is none.</param>
/// <param name="IsCut">Whether it lacks something of what the caller sent.</param>
public readonly record struct CallerTrace(string? Json, bool IsCut)
{
    /// <summary>Bytes of all of it.</summary>
    public const int MaxBytes = 16 << 10;

    /// <summary>Bytes of one key's value. A trace that is no longer is kept as it came.</summary>
    public const int MaxValueBytes = 4 << 10;

    private const int MaxNameBytes = 256;

    /// <summary>Keys that destinations give a meaning; all others are the caller's own metadata.</summary>
    public static IReadOnlySet<string> Reserved { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "trace_id", "trace_name", "span_name", "generation_name", "parent_span_id",
    };

    private static ReadOnlySpan<byte> CutMark => "[truncated]\""u8;

    /// <summary>Reads the raw JSON of the field; anything but an object is none.</summary>
    public static CallerTrace Of(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != '{')
            return default;
        if (json.Length <= MaxValueBytes)
            return new(Encoding.UTF8.GetString(json), IsCut: false);
        var kept = new ArrayBufferWriter<byte>(MaxBytes);
        kept.Write("{"u8);
        int omitted = 0;
        bool cut = Copy(json, kept, reserved: true, ref omitted) | Copy(json, kept, reserved: false, ref omitted);
        if (omitted > 0)
            kept.Write(Encoding.ASCII.GetBytes(
                $"{(kept.WrittenCount > 1 ? "," : "")}\"openrouter_truncated\":{{\"omitted_keys\":{omitted}}}"));
        kept.Write("}"u8);
        return new(Encoding.UTF8.GetString(kept.WrittenSpan), cut || omitted > 0);
    }

    /// <summary>Copies the members of one kind, as far as there is room; true: a text was cut.</summary>
    private static bool Copy(ReadOnlySpan<byte> json, ArrayBufferWriter<byte> kept, bool reserved, ref int omitted)
    {
        bool cut = false;
        var reader = new Utf8JsonReader(json, new() { MaxDepth = TolerantJson.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            int start = (int)reader.TokenStartIndex;
            reader.Read();
            int value = (int)reader.TokenStartIndex;
            bool isText = reader.TokenType == JsonTokenType.String;
            reader.Skip();
            if (reserved != (name.Length <= MaxNameBytes && Reserved.Contains(Encoding.UTF8.GetString(name))))
                continue;
            int end = (int)reader.BytesConsumed;
            bool isLong = end - value > MaxValueBytes;
            if (isLong && isText)
                end = value + 1 + CutAt(json[(value + 1)..(end - 1)], MaxValueBytes - CutMark.Length - 1);
            // Room is left for the count of what is omitted.
            if (name.Length > MaxNameBytes || (isLong && !isText) || kept.WrittenCount + end - start > MaxBytes - 128)
            {
                omitted++;
                continue;
            }
            if (kept.WrittenCount > 1)
                kept.Write(","u8);
            kept.Write(json[start..end]);
            if (isLong)
                kept.Write(CutMark);
            cut |= isLong;
        }
        return cut;
    }

    /// <summary>Where the inside of a string can be cut: not in the middle of an escape or a character.</summary>
    private static int CutAt(ReadOnlySpan<byte> text, int max)
    {
        int end = 0;
        for (int next = 0; next <= max; next += LengthOf(text[next..]))
            end = next;
        return end;
    }

    /// <summary>Bytes of the character or escape that a text begins with; the escapes of a surrogate pair are one.</summary>
    private static int LengthOf(ReadOnlySpan<byte> text) => text[0] switch
    {
        (byte)'\\' when text[1] != 'u' => 2,
        (byte)'\\' => IsPair(text) ? 12 : 6,
        < 0x80 => 1,
        < 0xe0 => 2,
        < 0xf0 => 3,
        _ => 4,
    };

    private static bool IsPair(ReadOnlySpan<byte> text) =>
        text.Length >= 12 && (text[2] | 0x20) == 'd' && ((text[3] | 0x20) is '8' or '9' or 'a' or 'b')
        && text[6] == '\\' && text[7] == 'u';
}
