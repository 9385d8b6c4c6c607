using System.Globalization;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Otlp;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Destinations;

/// <summary>Generations and destinations as the tests of traces start from.</summary>
internal static class Traced
{
    public static readonly DestinationEntry Full = new() { Name = "d", Id = "destination-1", Type = "webhook", ContentMode = ContentModes.Full };

    public static readonly OtlpFormat Plain = new() { Encoding = OtlpEncoding.Json, Dialect = SpanDialect.Common };

    public static GenerationRecord Success() => Records.Completed() with
    {
        Streamed = true,
        FinishReason = "stop",
        NativeFinishReason = "STOP",
        SessionId = "session-7",
        ExternalUser = "user-9",
        ApiKeyName = "ci",
        Origin = "https://example.com",
        AppTitle = "Example",
        Timings = new() { ProviderRequest = 2, ProviderHeaders = 100.5, FirstToken = 150, ProviderBodyEnd = 350, End = 351 },
        Usage = new() { Prompt = 10, Completion = 5, Total = 15, Cached = 4, Reasoning = 0 },
        Cost = new() { Prompt = 0.001m, Completion = 0.002m, Total = 0.003m, Charged = 0.00297m },
        InputUnitPrice = 0.0001m,
        OutputUnitPrice = 0.0004m,
        TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        Trace = """{"trace_name":"Nightly","generation_name":"Summary","feature":"search","score":3,"huge":1e999,"secret":"s","tags":["a"]}""",
        Attempts =
        [
            new()
            {
                EndpointId = "azure/gpt-5-mini", ProviderName = "Azure", ProviderSlug = "azure", ModelPermaslug = "openai/gpt-5-mini-2025-08-07",
                Status = 429, Failure = AttemptFailures.Status, Latency = 40,
            },
            new()
            {
                EndpointId = "openai/gpt-5-mini", ProviderName = "OpenAI", ProviderSlug = "openai", ModelPermaslug = "openai/gpt-5-mini-2025-08-07",
                Status = 200, Latency = 100.5, UpstreamId = "chatcmpl-1",
            },
        ],
    };

    public static CapturedContent Content(string prompt = "hi", string completion = "hello") => Records.Whole(
        $$"""{"messages":[{"role":"user","content":"{{prompt}}"}]}""",
        $$"""
        {"choices":[{"message":{"content":"{{completion}}","tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"find","arguments":"{}"} }]} }]}
        """);

    public static byte[] Json(
        GenerationRecord record, CapturedContent? content, DestinationEntry destination, int maxAttributeCharacters = OtlpFormat.MaxCharacters) =>
        Written(Plain with { MaxAttributeCharacters = maxAttributeCharacters }, destination, new TracedGeneration(record, content));

    /// <summary>A whole request as it goes over the wire.</summary>
    public static byte[] Written(OtlpFormat format, DestinationEntry destination, params TracedGeneration[] batch)
    {
        using var body = new TraceBuffer();
        using var writer = new OtlpTraceWriter(body, format, destination);
        foreach (var generation in batch)
            writer.Add(generation);
        writer.End();
        return [.. body.Parts().SelectMany(part => part.ToArray())];
    }

    /// <summary>What a trace says was answered.</summary>
    public static string Output(CapturedContent content) =>
        (string)Attributes(Root(Json(Success(), content, Full)))["gen_ai.completion"];

    /// <summary>The root span as a receiver reads it.</summary>
    public static JsonElement Root(byte[] json) =>
        JsonElement.Parse(json).GetProperty("resourceSpans")[0].GetProperty("scopeSpans")[0].GetProperty("spans")[0];

    public static Dictionary<string, object> Attributes(JsonElement owner) => owner.GetProperty("attributes").EnumerateArray()
        .ToDictionary(attribute => attribute.GetProperty("key").GetString()!, attribute => Value(attribute.GetProperty("value").EnumerateObject().Single()));

    private static object Value(JsonProperty value) => value.Name switch
    {
        "stringValue" => value.Value.GetString()!,
        "boolValue" => value.Value.GetBoolean(),
        "intValue" => long.Parse(value.Value.GetString()!, CultureInfo.InvariantCulture),
        _ => value.Value.GetDouble(),
    };
}
