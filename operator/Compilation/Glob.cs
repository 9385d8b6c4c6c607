namespace K8sRouter.Operator.Compilation;

/// <summary>
/// Patterns over <c>author/slug</c>: <c>*</c> stands for any characters, slashes included, <c>?</c> for one; everything else
/// for itself, whatever its case. Matched piece by piece from left to right without going back, so that no pattern is slow.
/// </summary>
internal static class Glob
{
    public static bool MatchesAny(IEnumerable<string> patterns, string text) => patterns.Any(pattern => Matches(pattern, text));

    public static bool Matches(string pattern, string text)
    {
        var pieces = pattern.Split('*');
        if (pieces.Length == 1)
            return pattern.Length == text.Length && StartsWith(text, pattern);

        var first = pieces[0];
        var last = pieces[^1];
        if (text.Length < first.Length + last.Length)
            return false;
        if (!StartsWith(text, first) || !StartsWith(text.AsSpan(text.Length - last.Length), last))
            return false;

        // Taking the leftmost place for each piece leaves the most room for those after it.
        var rest = text.AsSpan(first.Length, text.Length - first.Length - last.Length);
        foreach (var piece in pieces.AsSpan(1, pieces.Length - 2))
        {
            var at = IndexOf(rest, piece);
            if (at < 0)
                return false;
            rest = rest[(at + piece.Length)..];
        }
        return true;
    }

    private static int IndexOf(ReadOnlySpan<char> text, string piece)
    {
        for (var at = 0; at + piece.Length <= text.Length; at++)
        {
            if (StartsWith(text[at..], piece))
                return at;
        }
        return -1;
    }

    private static bool StartsWith(ReadOnlySpan<char> text, string piece)
    {
        for (var i = 0; i < piece.Length; i++)
        {
            if (piece[i] != '?' && char.ToLowerInvariant(piece[i]) != char.ToLowerInvariant(text[i]))
                return false;
        }
        return true;
    }
}
