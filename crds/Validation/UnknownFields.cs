using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Validation;

/// <summary>
/// Says where an unknown field was meant to go: a sibling of nearly that name, or, where indentation slipped, the one place
/// in the resource that has a field of exactly that name.
/// </summary>
internal sealed class UnknownFields
{
    /// <summary>Each hint costs a comparison with every field; whoever sends thousands of unknown ones gets no more.</summary>
    private const int MostHints = 50;

    private readonly SchemaNode _root;
    private int _hints;
    private ILookup<string, string>? _paths;

    public UnknownFields(SchemaNode root) => _root = root;

    public string? Suggest(string name, SchemaNode parent)
    {
        if (_hints++ >= MostHints)
            return null;
        var siblings = (parent.Properties ?? []).Select(property => property.Key);
        if (Suggestions.Nearest(name, siblings) is { } sibling)
            return sibling;
        _paths ??= Paths(_root, "spec").ToLookup(path => path[(path.LastIndexOf('.') + 1)..]);
        // A list within a list is too far off to be what was meant.
        var elsewhere = _paths[name].Where(path => path.Split("[]").Length <= 2).OrderBy(path => path.Length).ToList();
        // Two places at the same depth: either could be meant, so none is named.
        return elsewhere.Count == 0 || elsewhere.Count > 1 && Depth(elsewhere[0]) == Depth(elsewhere[1]) ? null : elsewhere[0];
    }

    private static int Depth(string path) => path.Count(c => c == '.');

    private static IEnumerable<string> Paths(SchemaNode schema, string path)
    {
        foreach (var (name, field) in schema.Properties ?? [])
        {
            yield return $"{path}.{name}";
            var inner = field.Items is { } items ? Paths(items, $"{path}.{name}[]") : Paths(field, $"{path}.{name}");
            foreach (var deeper in inner)
                yield return deeper;
        }
    }
}
