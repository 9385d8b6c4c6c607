namespace K8sRouter.Operator.Compilation;

/// <summary>What somebody may have meant who named something that isn't there.</summary>
internal static class NearNames
{
    private const int MaxNames = 5;

    /// <summary>The distance takes time by the product of the lengths, and no name that exists is longer.</summary>
    private const int MaxLength = 256;

    /// <summary>A sentence with the nearest names, or with what there is.</summary>
    public static string Sentence(string wanted, IEnumerable<string> names)
    {
        var all = names.Distinct().Order(StringComparer.Ordinal).ToArray();
        if (all.Length == 0)
            return "There is none at all.";
        if (Suggestion(wanted, all) is { } suggestion)
            return suggestion;
        var more = all.Length > MaxNames ? $" and {all.Length - MaxNames} more" : "";
        return $"There are {string.Join(", ", all.Take(MaxNames))}{more}.";
    }

    /// <summary>A question with the nearest names; null: none is near enough to be what was meant.</summary>
    public static string? Suggestion(string wanted, IEnumerable<string> names)
    {
        if (wanted.Length > MaxLength)
            return null;
        string[] near = [.. names.Distinct()
            .Select(name => (Name: name, Distance: Distance(wanted, name)))
            .Where(pair => pair.Distance <= Math.Max(2, wanted.Length / 3) || Contains(pair.Name, wanted))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Name, StringComparer.Ordinal)
            .Select(pair => pair.Name).Take(MaxNames)];
        return near.Length == 0 ? null : $"Did you mean {string.Join(", ", near)}?";
    }

    /// <summary>The slug alone is often what people remember.</summary>
    private static bool Contains(string name, string wanted) =>
        wanted.Length >= 3 && wanted[(wanted.IndexOf('/', StringComparison.Ordinal) + 1)..] is { Length: > 0 } slug
        && name.Contains(slug, StringComparison.OrdinalIgnoreCase);

    /// <summary>Insertions, deletions and replacements that lead from one to the other.</summary>
    private static int Distance(string from, string to)
    {
        var costs = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = costs[0];
            costs[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replace = diagonal + (char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
                diagonal = costs[j];
                costs[j] = Math.Min(replace, Math.Min(costs[j], costs[j - 1]) + 1);
            }
        }
        return costs[to.Length];
    }
}
