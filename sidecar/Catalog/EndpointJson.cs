using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Catalog;

/// <summary>An endpoint as <c>GET models/{author}/{slug}/endpoints</c> and <c>GET endpoints/zdr</c> show it.</summary>
internal static class EndpointJson
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan HalfHour = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static void Write(
        Utf8JsonWriter json, ActiveConfiguration configuration, EndpointEntry endpoint, IEndpointStatistics? statistics)
    {
        string provider = configuration.Providers.TryGetValue(endpoint.Provider, out var entry)
            ? entry.DisplayName
            : endpoint.Provider;
        string model = configuration.Models.TryGetValue(endpoint.Model, out var known) ? known.DisplayName : endpoint.Model;
        json.WriteStartObject();
        json.WriteString("name", $"{provider} | {endpoint.Model}");
        json.WriteString("model_id", endpoint.Model);
        json.WriteString("model_name", model);
        json.WriteString("provider_name", provider);
        // The tag is what a request's provider preferences accept, and those are slugs.
        json.WriteString("tag", endpoint.Provider);
        json.WriteString("quantization", endpoint.Quantization);
        // The API demands a number here; zero stands for "not stated".
        json.WriteNumber("context_length", endpoint.ContextLength ?? 0);
        json.WriteNumberOrNull("max_completion_tokens", (decimal?)endpoint.MaxCompletionTokens);
        json.WriteNull("max_prompt_tokens");
        PricingJson.Write(json, endpoint);
        json.WriteStrings("supported_parameters", endpoint.SupportedParameters);
        WriteToolChoice(json, endpoint);
        json.WriteBoolean("supports_implicit_caching", endpoint.Pricing?.InputCacheRead is not null);
        json.WriteBoolean("supports_voice_cloning", false);
        json.WriteNumber("status", 0);
        WritePercentiles(json, "latency_last_30m", statistics?.LatencyLast30Minutes(endpoint.Id));
        WritePercentiles(json, "throughput_last_30m", statistics?.ThroughputLast30Minutes(endpoint.Id));
        json.WriteNumberOrNull("uptime_last_5m", statistics?.Uptime(endpoint.Id, FiveMinutes));
        json.WriteNumberOrNull("uptime_last_30m", statistics?.Uptime(endpoint.Id, HalfHour));
        json.WriteNumberOrNull("uptime_last_1d", statistics?.Uptime(endpoint.Id, Day));
        json.WriteEndObject();
    }

    /// <summary>An endpoint with tools alone leaves the choice to the model; <c>tool_choice</c> brings the rest.</summary>
    private static void WriteToolChoice(Utf8JsonWriter json, EndpointEntry endpoint)
    {
        bool choice = endpoint.SupportedParameters.Contains("tool_choice");
        json.WriteStartObject("supports_tool_choice");
        json.WriteBoolean("auto", choice || endpoint.SupportedParameters.Contains("tools"));
        json.WriteBoolean("function", choice);
        json.WriteBoolean("none", choice);
        json.WriteBoolean("required", choice);
        json.WriteEndObject();
    }

    private static void WritePercentiles(Utf8JsonWriter json, string name, PercentileStats? measured)
    {
        if (measured is not { IsFinite: true } stats)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteNumber("p50", stats.P50);
        json.WriteNumber("p75", stats.P75);
        json.WriteNumber("p90", stats.P90);
        json.WriteNumber("p99", stats.P99);
        json.WriteEndObject();
    }
}
