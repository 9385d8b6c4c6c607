using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.MockProvider.Answers;
using K8sRouter.MockProvider.Faults;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.OpenAI;

/// <summary><c>POST /v1/embeddings</c>.</summary>
internal sealed class EmbeddingsApi : IProviderApi
{
    private const int MostInputs = 2048;
    private const int MostDimensions = 3072;

    public string Path => "/v1/embeddings";

    public IErrorFormat Errors => OpenAIErrors.Instance;

    public void Validate(RequestBody body)
    {
        OpenAIChecks.OnlyKnown(body, KnownFields.Embeddings);
        body.RequireText("model");
        var input = body.Require("input");
        var fits = input.ValueKind switch
        {
            JsonValueKind.String => input.GetString()!.Length > 0,
            JsonValueKind.Array => input.GetArrayLength() is > 0 and <= MostInputs && IsUniform(input),
            _ => false,
        };
        if (!fits)
            throw ProviderFailure.Invalid("'$.input' is invalid. Please check the API reference.", "input");
        body.Integer("dimensions", 1);
        body.Text("user");
        if (body.Find("dimensions") is { } dimensions && dimensions.GetInt64() > MostDimensions)
            throw ProviderFailure.Invalid($"Invalid 'dimensions': at most {MostDimensions}.", "dimensions");
        if (body.Find("encoding_format") is { } format && format.ToString() is not ("float" or "base64"))
            throw ProviderFailure.Invalid(
                $"Invalid value: '{format}'. Supported values are: float, base64.", "encoding_format", "invalid_value");
    }

    public Task AnswerAsync(ApiCall call)
    {
        var inputs = Inputs(call.Body.GetProperty("input")).ToList();
        var dimensions = ChatQuestion.Find(call.Body, "dimensions")?.GetInt32() ?? Embedder.DefaultDimensions;
        var base64 = ChatQuestion.Find(call.Body, "encoding_format")?.GetString() == "base64";
        var tokens = inputs.Sum(Answerer.CountTokens);
        var body = new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. inputs.Select(JsonNode (text, index) => Entry(text, index, dimensions, base64))]),
            ["model"] = call.Model,
        };
        if (!call.Has(FaultCatalog.NoUsage))
            body["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens };
        return call.WriteAsync(body);
    }

    private static bool IsUniform(JsonElement input)
    {
        var kind = input[0].ValueKind;
        return kind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Array && input.EnumerateArray().All(
            item => item.ValueKind == kind);
    }

    /// <summary>A string, strings, one list of token numbers, or several.</summary>
    private static IEnumerable<string> Inputs(JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.String || input[0].ValueKind == JsonValueKind.Number)
            return [input.ToString()];
        return input.EnumerateArray().Select(item => item.ToString());
    }

    private static JsonObject Entry(string text, int index, int dimensions, bool base64)
    {
        var vector = Embedder.Embed(text, dimensions);
        return new JsonObject
        {
            ["object"] = "embedding",
            ["index"] = index,
            ["embedding"] = base64 ? JsonValue.Create(Embedder.Base64(vector)) : new JsonArray(
                [.. vector.Select(value => (JsonNode)JsonValue.Create(value))]),
        };
    }
}
