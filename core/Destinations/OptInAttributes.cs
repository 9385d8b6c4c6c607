using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations;

/// <summary>The three groups of metadata that a destination gets only if it asks for them.</summary>
internal static class OptInAttributes
{
    public static void Add(AttributeWriter attributes, GenerationRecord record, DestinationIncludes include)
    {
        if (include.Cost)
            AddCost(attributes, record);
        if (include.Identity)
            IdentityFields.Add(attributes, record);
        if (include.RequestContext)
            AddRequestContext(attributes, record);
    }

    private static void AddCost(AttributeWriter attributes, GenerationRecord record)
    {
        attributes.Add(TraceNames.OptIn + "usage", record.Cost?.Charged);
        attributes.Add(TraceNames.OptIn + "cache_discount", record.Cost?.CacheDiscount);
        attributes.Add(TraceNames.OptIn + "is_byok", record.IsByok);
        attributes.Add(TraceNames.OptIn + "tokens_prompt", record.Usage?.Prompt);
        attributes.Add(TraceNames.OptIn + "tokens_completion", record.Usage?.Completion);
        attributes.Add(TraceNames.OptIn + "cache_write_tokens", record.Usage?.CacheWrite);
        attributes.Add(TraceNames.OptIn + "routed_service_tier", record.ServiceTier);
        attributes.Add(TraceNames.OptIn + "cancelled", record.Cancelled);
    }

    private static void AddRequestContext(AttributeWriter attributes, GenerationRecord record)
    {
        attributes.Add(TraceNames.OptIn + "api_type", record.Api);
        attributes.Add(TraceNames.OptIn + "service_tier", record.ServiceTier);
        attributes.Add(TraceNames.OptIn + "streamed", record.Streamed);
        attributes.Add(TraceNames.OptIn + "num_media_prompt", (long?)record.NumMediaPrompt);
        attributes.Add(TraceNames.OptIn + "data_region", record.DataRegion);
    }
}
