namespace K8sRouter.Crds.Validation;

/// <summary>Finds the word that was meant.</summary>
internal static class Suggestions
{
    /// <summary>No name of ours is longer, and the distance costs memory by the product of the lengths.</summary>
    private const int LongestWord = 64;

    /// <summary>The nearest candidate; null where none is near enough to be what was meant.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length > LongestWord)
            return null;
        var tolerance = Math.Max(1, word.Length / 3);
        return candidates
            .Select(candidate => (Candidate: candidate, Distance: Distance(Fold(word), Fold(candidate))))
            .Where(pair => pair.Distance <= tolerance || IsAbbreviation(word, pair.Candidate))
            .OrderBy(pair => pair.Distance)
            .ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
            .Select(pair => pair.Candidate)
            .FirstOrDefault();
    }

    private static bool IsAbbreviation(string word, string candidate) =>
        word.Length >= 4 && (Fold(candidate).StartsWith(Fold(word), StringComparison.Ordinal)
            || Fold(word).StartsWith(Fold(candidate), StringComparison.Ordinal));

    /// <summary>base_url, base-url, baseURL and baseUrl are one word.</summary>
    private static string Fold(string word) =>
        word.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.</summary>
    private static int Distance(string from, string to)
    {
        var cost = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
            cost[i, 0] = i;
        for (var j = 0; j <= to.Length; j++)
            cost[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var replace = cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }
        return cost[from.Length, to.Length];
    }
}
