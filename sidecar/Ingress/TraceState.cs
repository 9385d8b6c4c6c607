using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>
/// The <c>tracestate</c> header by the W3C's grammar: <c>key=value</c>, comma-separated, each key once. A caller could write
/// anything into it, so that no more than the 512 characters which everybody must pass on are taken.
/// </summary>
internal static class TraceState
{
    private const int MaxLength = 512;
    private const int MaxMembers = 32;
    private const int MaxPart = 256;

    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-*/@");

    /// <summary>The header, several as one; null: there is none, or it isn't well-formed.</summary>
    public static string? Read(StringValues headers)
    {
        string text = string.Join(',', headers.Where(header => !string.IsNullOrWhiteSpace(header)));
        if (text.Length is 0 or > MaxLength)
            return null;
        string[] members = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (members.Length is 0 or > MaxMembers || !Array.TrueForAll(members, IsMember))
            return null;
        return members.DistinctBy(KeyOf).Count() == members.Length ? string.Join(',', members) : null;
    }

    private static string KeyOf(string member) => member[..member.IndexOf('=', StringComparison.Ordinal)];

    private static bool IsMember(string member)
    {
        int equals = member.IndexOf('=', StringComparison.Ordinal);
        if (equals is < 1 or > MaxPart)
            return false;
        var key = member.AsSpan(0, equals);
        var value = member.AsSpan(equals + 1);
        return (char.IsAsciiLetterLower(key[0]) || char.IsAsciiDigit(key[0]))
            && !key.ContainsAnyExcept(KeyCharacters)
            && value.Length is > 0 and <= MaxPart
            && !value.ContainsAnyExceptInRange(' ', '~')
            && !value.Contains('=');
    }
}
