using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;

namespace K8sRouter.Operator.Controllers.Conditions;

/// <summary>A status as it is applied: canonical, and without anything empty, which a server would take out again.</summary>
internal static class StatusPatch
{
    private static readonly JsonSerializerOptions Options = new(ResourceJson.Options) { Converters = { new StatusTime() } };

    /// <summary>The server-side apply of a status, which holds nothing but that.</summary>
    public static V1Patch Of(IKubernetesObject entity, object status)
    {
        var metadata = new JsonObject { ["name"] = entity.Metadata.Name };
        if (entity.Metadata.NamespaceProperty is { } @namespace)
            metadata["namespace"] = @namespace;
        var document = new JsonObject
        {
            ["apiVersion"] = entity.ApiVersion,
            ["kind"] = entity.Kind,
            ["metadata"] = metadata,
            ["status"] = Canonical(status),
        };
        return new V1Patch(PatchType.ApplyPatch, JsonSerializer.SerializeToUtf8Bytes(document));
    }

    /// <summary>
    /// Whether two statuses say the same. Times of transition stay where nothing changed, so that they needn't be left out.
    /// </summary>
    public static bool SameMeaning(object? previous, object current) =>
        previous is not null && JsonNode.DeepEquals(Canonical(previous), Canonical(current));

    private static JsonObject Canonical(object status)
    {
        var json = (JsonObject)JsonSerializer.SerializeToNode(status, status.GetType(), Options)!;
        if (json["conditions"] is JsonArray conditions)
        {
            // Whoever stores a list by key may order it anew.
            var sorted = conditions.OrderBy(condition => (string?)condition!["type"], StringComparer.Ordinal).ToArray();
            conditions.Clear();
            foreach (var condition in sorted)
                conditions.Add(condition);
        }
        Prune(json);
        return json;
    }

    private static void Prune(JsonNode node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                Prune(item!);
        }
        if (node is not JsonObject map)
            return;
        foreach (var (name, value) in map.ToArray())
        {
            if (value is not null)
                Prune(value);
            if (value is null or JsonArray { Count: 0 } or JsonObject { Count: 0 })
                map.Remove(name);
        }
    }
}
