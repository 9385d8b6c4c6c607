using System.Globalization;
using System.Text.Json.Nodes;

namespace K8sRouter.Operator.Injection;

/// <summary>
/// Changes a copy of a pod and notes each change as an operation of a JSON patch. So what comes later sees what came before, and
/// fields that nobody here knows are never written.
/// </summary>
/// <param name="pod">The copy, which is changed.</param>
internal sealed class PodPatch(JsonObject pod)
{
    /// <summary>The pod as it is after the operations.</summary>
    public JsonObject Pod { get; } = pod;

    public JsonArray Operations { get; } = [];

    /// <summary>Sets a member of an object, which is made where it is missing.</summary>
    public void Set(JsonNode value, params ReadOnlySpan<string> path)
    {
        var parent = EnsureObject(path[..^1]);
        Note("add", path, value);
        parent[path[^1]] = value;
    }

    /// <summary>Sets a text of an object if it isn't that already.</summary>
    public void SetText(string value, params ReadOnlySpan<string> path)
    {
        var parent = EnsureObject(path[..^1]);
        if (parent.Text(path[^1]) == value)
            return;
        Note("add", path, value);
        parent[path[^1]] = value;
    }

    /// <summary>Takes a member away if it is there.</summary>
    public void Unset(params ReadOnlySpan<string> path)
    {
        JsonObject? parent = Pod;
        foreach (var name in path[..^1])
            parent = parent.Object(name);
        if (parent?.ContainsKey(path[^1]) is not true)
            return;
        Note("remove", path, null);
        parent.Remove(path[^1]);
    }

    /// <summary>Puts an item into a list, which is made where it is missing.</summary>
    /// <param name="item">The item.</param>
    /// <param name="index">Before which; null: at the end.</param>
    /// <param name="path">The list.</param>
    public void Insert(JsonNode item, int? index, params ReadOnlySpan<string> path)
    {
        var (parent, name) = (EnsureObject(path[..^1]), path[^1]);
        if (parent[name] is not JsonArray list)
        {
            if (parent[name] is not null)
                throw new InvalidPodException(name);
            Set(new JsonArray(item), path);
            return;
        }
        Note("add", [.. path, index is { } at ? Text(at) : "-"], item);
        list.Insert(index ?? list.Count, item);
    }

    /// <summary>Puts an item of a list into the place of another.</summary>
    public void ReplaceAt(JsonNode item, int index, params ReadOnlySpan<string> path)
    {
        Note("replace", [.. path, Text(index)], item);
        ((JsonArray)At(path)!)[index] = item;
    }

    /// <summary>Takes an item of a list away.</summary>
    public void RemoveAt(int index, params ReadOnlySpan<string> path)
    {
        Note("remove", [.. path, Text(index)], null);
        ((JsonArray)At(path)!).RemoveAt(index);
    }

    private JsonObject EnsureObject(ReadOnlySpan<string> path)
    {
        JsonNode at = Pod;
        for (var i = 0; i < path.Length; i++)
        {
            if (at is JsonArray list)
            {
                at = list[int.Parse(path[i], CultureInfo.InvariantCulture)]!;
                continue;
            }
            var parent = (JsonObject)at;
            if (parent[path[i]] is null)
            {
                var made = new JsonObject();
                Note("add", path[..(i + 1)], made);
                parent[path[i]] = made;
            }
            at = parent[path[i]]!;
        }
        return at as JsonObject ?? throw new InvalidPodException(path[^1]);
    }

    private JsonNode? At(ReadOnlySpan<string> path)
    {
        JsonNode? at = Pod;
        foreach (var step in path)
            at = at is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)] : at![step];
        return at;
    }

    private void Note(string operation, ReadOnlySpan<string> path, JsonNode? value)
    {
        var pointer = "";
        foreach (var step in path)
            pointer += "/" + step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        var noted = new JsonObject { ["op"] = operation, ["path"] = pointer };
        if (value is not null)
            noted["value"] = value.DeepClone();
        Operations.Add(noted);
    }

    private static string Text(int index) => index.ToString(CultureInfo.InvariantCulture);
}
