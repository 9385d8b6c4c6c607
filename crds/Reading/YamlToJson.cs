using System.Text.Json.Nodes;
using K8sRouter.Crds.Validation;

namespace K8sRouter.Crds.Reading;

/// <summary>Turns a YAML document into a JSON tree, notes the line of each field, and finds keys that stand twice.</summary>
internal sealed class YamlToJson(SourceLines lines)
{
    private const string MergeKey = "<<";

    private readonly List<(FieldPath Path, int First, int Second)> _duplicates = [];

    /// <summary>Keys that stand twice in one mapping: which of the two was meant nobody knows.</summary>
    public IReadOnlyList<(FieldPath Path, int First, int Second)> Duplicates => _duplicates;

    public JsonNode? Convert(YamlValue value, FieldPath path)
    {
        lines.Set(path.Pointer, value.Line);
        return value switch
        {
            YamlMap map => ConvertMap(map, path),
            YamlList list => ConvertList(list, path),
            _ => YamlScalars.ToJson((YamlScalar)value),
        };
    }

    private JsonArray ConvertList(YamlList list, FieldPath path)
    {
        var array = new JsonArray();
        for (var i = 0; i < list.Items.Count; i++)
            array.Add(Convert(list.Items[i], path.Index(i)));
        return array;
    }

    private JsonObject ConvertMap(YamlMap map, FieldPath path)
    {
        var fields = new JsonObject();
        var firstLines = new Dictionary<string, int>();
        foreach (var (key, line, value) in map.Entries.Where(entry => entry.Key != MergeKey))
        {
            var child = path.Child(key);
            if (!firstLines.TryAdd(key, line))
            {
                _duplicates.Add((child, firstLines[key], line));
                continue;
            }
            fields[key] = Convert(value, child);
            lines.Set(child.Pointer, line);
        }
        foreach (var (_, _, value) in map.Entries.Where(entry => entry.Key == MergeKey))
            Merge(value, fields, path);
        return fields;
    }

    /// <summary>What a merge key brings in yields to what stands in the mapping itself.</summary>
    private void Merge(YamlValue source, JsonObject fields, FieldPath path)
    {
        if (source is YamlList list)
        {
            foreach (var item in list.Items)
                Merge(item, fields, path);
        }
        if (source is not YamlMap map)
            return;
        foreach (var (key, _, value) in map.Entries.Where(entry => !fields.ContainsKey(entry.Key)))
            fields[key] = Convert(value, path.Child(key));
    }
}
