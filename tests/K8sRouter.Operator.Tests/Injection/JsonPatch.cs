using System.Globalization;
using System.Text.Json.Nodes;

namespace K8sRouter.Operator.Tests.Injection;

/// <summary>Applies a patch by RFC 6902, as strictly as the API server: what isn't there can't be replaced, removed or added to.</summary>
internal static class JsonPatch
{
    public static JsonObject Apply(JsonObject document, JsonArray operations)
    {
        var result = document.DeepClone().AsObject();
        foreach (var operation in operations)
        {
            var path = ((string)operation!["path"]!).Split('/').Skip(1)
                .Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
            JsonNode parent = result;
            foreach (var step in path[..^1])
                parent = (parent is JsonArray list ? list[Index(step)] : parent[step]) ?? throw new InvalidOperationException($"{operation["path"]}: {step} isn't there");
            Apply((string)operation["op"]!, parent, path[^1], operation["value"]?.DeepClone());
        }
        return result;
    }

    private static void Apply(string operation, JsonNode parent, string last, JsonNode? value)
    {
        switch (operation, parent)
        {
            case ("add", JsonArray list): list.Insert(last == "-" ? list.Count : Index(last), value); break;
            case ("add", JsonObject map): map[last] = value; break;
            case ("replace", JsonArray list): list[Index(last)] = value; break;
            case ("remove", JsonArray list): list.RemoveAt(Index(last)); break;
            case ("remove", JsonObject map): Assert.True(map.Remove(last), $"{last} isn't there"); break;
            default: throw new InvalidOperationException($"{operation} of {last}");
        }
    }

    private static int Index(string step) => int.Parse(step, NumberStyles.None, CultureInfo.InvariantCulture);
}
