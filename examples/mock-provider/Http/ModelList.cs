using System.Text.Json.Nodes;

namespace K8sRouter.MockProvider.Http;

/// <summary>Which models exist.</summary>
internal sealed class ModelList(MockOptions options)
{
    public const string Path = "/v1/models";

    private static readonly string[] Examples = ["mock-mini", "mock-large", "mock-embed"];

    public void RequireExists(string model)
    {
        if (options.Models is { } models && !models.Contains(model))
            throw ProviderFailure.UnknownModel(model);
    }

    public JsonObject Page() => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. (options.Models ?? Examples).Select(Entry)]),
    };

    private JsonNode Entry(string model) => new JsonObject
    {
        ["id"] = model,
        ["object"] = "model",
        ["created"] = 1_700_000_000,
        ["owned_by"] = options.Name,
    };
}
