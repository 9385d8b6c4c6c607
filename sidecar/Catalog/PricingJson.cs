using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Catalog;

/// <summary>Prices in US dollars per unit, as decimal strings.</summary>
internal static class PricingJson
{
    /// <summary>The API's word for a price that isn't known in advance. Zero would promise that the endpoint is free.</summary>
    private const string Unknown = "-1";

    public static void Write(Utf8JsonWriter json, EndpointEntry endpoint)
    {
        json.WriteStartObject("pricing");
        var pricing = endpoint.Free ? new EndpointPricing() : endpoint.Pricing;
        json.WriteString("prompt", pricing is null ? Unknown : DecimalText.Format(pricing.Prompt));
        json.WriteString("completion", pricing is null ? Unknown : DecimalText.Format(pricing.Completion));
        if (pricing is not null)
        {
            WriteWhereStated(json, "request", pricing.Request);
            WriteWhereStated(json, "image", pricing.Image);
            WriteWhereStated(json, "audio", pricing.Audio);
            WriteWhereStated(json, "input_cache_read", pricing.InputCacheRead);
            WriteWhereStated(json, "input_cache_write", pricing.InputCacheWrite);
            WriteWhereStated(json, "input_cache_write_1h", pricing.InputCacheWrite1h);
            WriteWhereStated(json, "internal_reasoning", pricing.InternalReasoning);
        }
        json.WriteEndObject();
    }

    private static void WriteWhereStated(Utf8JsonWriter json, string name, decimal? price)
    {
        if (price is { } value)
            json.WriteString(name, DecimalText.Format(value));
    }
}
