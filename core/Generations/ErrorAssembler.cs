using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.Core.Generations;

/// <summary>Makes the <c>error</c> of the content out of the attempts' errors, of which the last decided.</summary>
internal static class ErrorAssembler
{
    /// <summary>Null where the generation succeeded, or was cancelled without a provider's fault.</summary>
    public static JsonObject? Assemble(GenerationRecord record, ReadOnlySpan<byte> errors)
    {
        if (record.Outcome == GenerationOutcomes.Completed)
            return null;
        var all = new List<JsonElement>();
        foreach (var error in TolerantJson.Parse(errors).Items())
            all.Add(error);
        if (all.Count == 0 && record.Outcome == GenerationOutcomes.Cancelled)
            return null;

        var previous = new JsonArray();
        foreach (var error in all.SkipLast(1))
            previous.Add((JsonNode)Fields("code", error.Get("code").Int(), error));
        var decided = all.Count > 0
            ? Fields("status", all[^1].Get("code").Int(), all[^1])
            : Fields("status", record.StatusCode == 0 ? null : record.StatusCode, default, record.ProviderName);
        decided["previous_errors"] = previous;
        return decided;
    }

    private static JsonObject Fields(string codeName, int? code, JsonElement error, string? providerName = null) => new()
    {
        [codeName] = code,
        ["message"] = error.Get("message").Text(),
        ["provider_name"] = error.Get("provider_name").Text() ?? providerName,
        ["raw"] = error.Get("raw") is { ValueKind: not JsonValueKind.String } other
            ? other.GetRawText()
            : error.Get("raw").Text(),
    };
}
