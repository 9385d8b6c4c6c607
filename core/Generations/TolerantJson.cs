using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace K8sRouter.Core.Generations;

/// <summary>
/// Reads captured JSON that may be cut, malformed or badly encoded: what can be had is had, and reading the result never
/// throws (bytes that aren't UTF-8 and halves of surrogate pairs, which System.Text.Json refuses late, become U+FFFD).
/// </summary>
internal static class TolerantJson
{
    internal const int MaxDepth = 256;

    /// <summary>The document, or its readable beginning; null: nothing can be read.</summary>
    public static JsonElement? Parse(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
            return null;
        if (!Utf8.IsValid(json))
            json = ReplaceInvalid(json);
        return ParseWhole(json) ?? ParseClosed(json, keepCutText: true) ?? ParseClosed(json, keepCutText: false);
    }

    private static JsonElement? ParseClosed(ReadOnlySpan<byte> json, bool keepCutText) =>
        CutJson.Close(json, keepCutText) is { } closed ? ParseWhole(closed) : null;

    private static JsonElement? ParseWhole(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonElement.Parse(ReplaceLoneSurrogates(json), new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] ReplaceInvalid(ReadOnlySpan<byte> text)
    {
        // A copy that was cut in the middle of a character: the character goes, rather than a mark for it.
        for (int cut = 1; cut <= 3 && cut < text.Length; cut++)
        {
            if (Utf8.IsValid(text[..^cut]))
                return text[..^cut].ToArray();
        }
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
    }

    private static ReadOnlySpan<byte> ReplaceLoneSurrogates(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
            return json;
        var fixedJson = json.ToArray();
        for (int i = 0; i < json.Length - 1; i++)
        {
            if (json[i] != '\\')
                continue;
            var kind = Escape(json, i);
            if (kind == Surrogate.High && Escape(json, i + 6) == Surrogate.Low)
                i += 11;
            else if (kind != Surrogate.None)
                "\\ufffd"u8.CopyTo(fixedJson.AsSpan(i));
            else
                i++;
        }
        return fixedJson;
    }

    private static Surrogate Escape(ReadOnlySpan<byte> json, int at)
    {
        if (at + 6 > json.Length || json[at] != '\\' || json[at + 1] != 'u'
            || !int.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code))
            return Surrogate.None;
        if (char.IsHighSurrogate((char)code))
            return Surrogate.High;
        return char.IsLowSurrogate((char)code) ? Surrogate.Low : Surrogate.None;
    }

    private enum Surrogate
    {
        None,
        High,
        Low,
    }
}
