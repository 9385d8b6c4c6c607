using System.Globalization;

namespace K8sRouter.Core.Generations;

/// <summary>
/// Whose part a call is: the <c>traceparent</c> header of the W3C's Trace Context. Ids alone, both in lowercase hex and neither
/// of them zero.
/// </summary>
/// <param name="TraceId">32 digits.</param>
/// <param name="SpanId">16 digits: the caller's span.</param>
/// <param name="Sampled">Whether the caller may have recorded it.</param>
public readonly record struct TraceParent(string TraceId, string SpanId, bool Sampled)
{
    private const int TraceAt = 3, SpanAt = 36, FlagsAt = 53, Length = 55;

    /// <summary>Reads a header by the rules of version 00; of a later version, what that one kept of them.</summary>
    /// <returns>Null: there is none, or it isn't well-formed, and must be passed over.</returns>
    public static TraceParent? Parse(string? header)
    {
        if (header is null || header.Length < Length || !AreDashesInPlace(header))
            return null;
        var text = header.AsSpan();
        var version = text[..2];
        var trace = text[TraceAt..(SpanAt - 1)];
        var span = text[SpanAt..(FlagsAt - 1)];
        if (!IsHex(version) || version is "ff" || !IsId(trace) || !IsId(span) || !IsHex(text[FlagsAt..Length]))
            return null;
        if (header.Length > Length && (version is "00" || header[Length] != '-'))
            return null;
        int flags = int.Parse(text[FlagsAt..Length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return new(trace.ToString(), span.ToString(), (flags & 1) != 0);
    }

    /// <summary>The header, in version 00.</summary>
    public override string ToString() => $"00-{TraceId}-{SpanId}-{(Sampled ? "01" : "00")}";

    private static bool AreDashesInPlace(string header) =>
        header[TraceAt - 1] == '-' && header[SpanAt - 1] == '-' && header[FlagsAt - 1] == '-';

    private static bool IsId(ReadOnlySpan<char> id) => IsHex(id) && id.ContainsAnyExcept('0');

    private static bool IsHex(ReadOnlySpan<char> digits)
    {
        foreach (char digit in digits)
        {
            if (!char.IsAsciiHexDigitLower(digit))
                return false;
        }
        return true;
    }
}
