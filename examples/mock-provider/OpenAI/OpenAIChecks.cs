using System.Text.Json;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.OpenAI;

/// <summary>Checks that several OpenAI routes share.</summary>
internal static class OpenAIChecks
{
    public static void OnlyKnown(RequestBody body, IReadOnlySet<string> known)
    {
        var unknown = body.Unknown(known);
        if (unknown.Count > 0)
            throw ProviderFailure.Invalid(
                $"Unrecognized request argument{(unknown.Count == 1 ? "" : "s")} supplied: {string.Join(", ", unknown)}");
    }

    public static void Sampling(RequestBody body)
    {
        body.Number("temperature", 0, 2);
        body.Number("top_p", 0, 1);
        body.Number("presence_penalty", -2, 2);
        body.Number("frequency_penalty", -2, 2);
        body.Integer("seed", int.MinValue);
        body.Integer("n", 1);
        body.Integer("max_tokens", 1);
        body.Text("user");
        if (body.Find("stop") is { ValueKind: not (JsonValueKind.String or JsonValueKind.Array) } stop)
            throw RequestBody.WrongType("stop", "a string or an array", stop);
    }

    public static void Stream(RequestBody body)
    {
        body.Boolean("stream");
        if (body.Find("stream_options") is not { } options)
            return;
        body.Object("stream_options");
        if (body.Find("stream")?.ValueKind != JsonValueKind.True)
            throw ProviderFailure.Invalid(
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options");
        foreach (var option in options.EnumerateObject())
        {
            if (option.Name is not ("include_usage" or "include_obfuscation"))
                throw ProviderFailure.Invalid(
                    $"Unknown parameter: 'stream_options.{option.Name}'.", $"stream_options.{option.Name}", "unknown_parameter");
            if (option.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                throw RequestBody.WrongType($"stream_options.{option.Name}", "a boolean", option.Value);
        }
    }

    public static void Metadata(RequestBody body)
    {
        if (body.Find("metadata") is not { } metadata)
            return;
        body.Object("metadata");
        var pairs = metadata.EnumerateObject().ToList();
        if (pairs.Count > 16)
            throw ProviderFailure.Invalid(
                "Invalid 'metadata': too many properties. Expected at most 16.", "metadata", "object_above_max_properties");
        foreach (var pair in pairs.Where(pair => pair.Value.ValueKind != JsonValueKind.String))
            throw RequestBody.WrongType($"metadata.{pair.Name}", "a string", pair.Value);
    }

    public static bool IncludesUsage(JsonElement body) =>
        body.TryGetProperty("stream_options", out var options)
        && options.ValueKind == JsonValueKind.Object
        && options.TryGetProperty("include_usage", out var include)
        && include.ValueKind == JsonValueKind.True;
}
