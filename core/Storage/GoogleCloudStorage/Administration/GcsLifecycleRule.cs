using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

/// <summary>A lifecycle rule of a bucket. It is written back exactly as it was read, whatever it holds.</summary>
public sealed record GcsLifecycleRule
{
    private GcsLifecycleRule(string json) => Json = json;

    /// <summary>What it does: <c>Delete</c>, <c>SetStorageClass</c> ...; empty: the rule doesn't say.</summary>
    public string Action { get; private init; } = "";

    /// <summary>Its condition on the age of an object, in days; null: none.</summary>
    public int? AgeDays { get; private init; }

    /// <summary>Its condition on the beginning of an object's name: one of these; empty: none.</summary>
    public IReadOnlyList<string> MatchesPrefix { get; private init; } = [];

    /// <summary>Names of its other conditions, all of which must hold too.</summary>
    public IReadOnlyList<string> OtherConditions { get; private init; } = [];

    /// <summary>The rule as the service has it.</summary>
    public string Json { get; }

    /// <summary>A rule that deletes objects above an age.</summary>
    /// <param name="ageDays">The age.</param>
    /// <param name="matchesPrefix">What their names begin with; empty: all objects.</param>
    public static GcsLifecycleRule Delete(int ageDays, IReadOnlyList<string> matchesPrefix)
    {
        var condition = new JsonObject { ["age"] = ageDays };
        if (matchesPrefix.Count > 0)
            condition["matchesPrefix"] = new JsonArray([.. matchesPrefix.Select(prefix => (JsonNode)prefix)]);
        var rule = new JsonObject { ["action"] = new JsonObject { ["type"] = "Delete" }, ["condition"] = condition };
        return Read(JsonElement.Parse(rule.ToJsonString()));
    }

    internal static GcsLifecycleRule Read(JsonElement rule)
    {
        var condition = rule.Get("condition");
        var names = condition is { ValueKind: JsonValueKind.Object } conditions
            ? conditions.EnumerateObject().Select(property => property.Name)
            : [];
        return new(rule.GetRawText())
        {
            Action = rule.Get("action").Get("type").Text() ?? "",
            AgeDays = condition.Get("age").Int(),
            MatchesPrefix = [.. condition.Get("matchesPrefix").Items().Select(prefix => prefix.ToString())],
            OtherConditions = [.. names.Where(name => name is not ("age" or "matchesPrefix"))],
        };
    }
}
