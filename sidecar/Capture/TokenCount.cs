using System.Buffers.Text;
using System.Text.Json;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Reads a count of tokens in any of the forms that providers write: a whole number, a fraction, which is rounded, or either of
/// them as text.
/// </summary>
internal static class TokenCount
{
    /// <summary>What is above isn't a count: a context window has a millionth of it.</summary>
    private const decimal Max = 1_000_000_000_000m;

    /// <summary>Moves onto a member's value and past it; null: it isn't a count, and what was known stays.</summary>
    public static long? Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        var count = Of(in reader);
        reader.Skip();
        return count;
    }

    /// <summary>The value that the reader stands on; null: it is negative, beyond all bounds, or of another kind.</summary>
    public static long? Of(in Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String) || reader.ValueSpan.Length is 0 or > 40)
            return null;
        bool isNumber = Utf8Parser.TryParse(reader.ValueSpan, out decimal value, out int read)
            && read == reader.ValueSpan.Length && value is >= 0 and <= Max;
        return isNumber ? (long)Math.Round(value, MidpointRounding.AwayFromZero) : null;
    }

    /// <summary>Whether the value that the reader stands on is written as whole numbers are.</summary>
    public static bool IsPlain(in Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && !reader.ValueSpan.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
