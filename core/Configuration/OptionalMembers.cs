using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace K8sRouter.Core.Configuration;

/// <summary>
/// Counts the members that a document may leave out. Many are limits (<c>endpoints.allowedUntil</c>, <c>apiKeyHashes</c>), and
/// one that got lost or is misspelled would read as "no limit": the document says how many it holds of each, and a reader that
/// finds another number refuses it.
/// </summary>
public static class OptionalMembers
{
    private static readonly string[] Known =
        [.. PathsIn(RouterConfigContract.Document, "").Order(StringComparer.Ordinal)];

    /// <summary>How many of each there are, by path without positions; what isn't there isn't named.</summary>
    /// <exception cref="JsonException">A list has a null for an item.</exception>
    public static IReadOnlyDictionary<string, int> Count(RouterConfig config)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        CountIn(config, RouterConfigContract.Document, "", counts);
        return counts;
    }

    /// <summary>What the document says of itself and isn't so, by path; null: nothing, or it says nothing.</summary>
    /// <exception cref="JsonException">A list has a null for an item.</exception>
    public static string? FindProblem(RouterConfig config)
    {
        var found = Count(config);
        if (config.OptionalMembers is not { } announced)
            return null;
        foreach (string path in Known)
        {
            int expected = announced.GetValueOrDefault(path);
            int actual = found.GetValueOrDefault(path);
            if (expected != actual)
                return $"{path}: the document announces {expected} and holds {actual}: a member is missing or misspelled";
        }
        return null;
    }

    private static void CountIn(object holder, JsonTypeInfo contract, string prefix, SortedDictionary<string, int> counts)
    {
        foreach (var member in contract.Properties)
        {
            if (IsCount(contract, member) || member.Get!(holder) is not { } value)
                continue;
            string path = prefix + member.Name;
            if (!member.IsRequired)
                counts[path] = counts.GetValueOrDefault(path) + 1;
            if (value is not string and IEnumerable list)
                CountInItems(list, RouterConfigContract.OfObjectsIn(member), path, counts);
            else if (RouterConfigContract.OfObjectsIn(member) is { } inner)
                CountIn(value, inner, path + ".", counts);
        }
    }

    private static void CountInItems(IEnumerable list, JsonTypeInfo? inner, string path, SortedDictionary<string, int> counts)
    {
        foreach (object? item in list)
        {
            if (item is null or KeyValuePair<string, string> { Value: null })
                throw new JsonException("null", $"$.{path}", null, null);
            if (inner is not null)
                CountIn(item, inner, path + ".", counts);
        }
    }

    private static IEnumerable<string> PathsIn(JsonTypeInfo contract, string prefix) =>
        from member in contract.Properties
        where !IsCount(contract, member)
        let path = prefix + member.Name
        let inner = RouterConfigContract.OfObjectsIn(member) is { } objects ? PathsIn(objects, path + ".") : []
        from one in member.IsRequired ? inner : inner.Prepend(path)
        select one;

    private static bool IsCount(JsonTypeInfo contract, JsonPropertyInfo member) =>
        contract.Type == typeof(RouterConfig) && member.PropertyType == typeof(IReadOnlyDictionary<string, int>);
}
