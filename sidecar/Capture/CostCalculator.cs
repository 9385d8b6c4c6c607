using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Capture;

/// <summary>Prices a generation from the provider's own counts. Decimals, never binary floating point.</summary>
internal static class CostCalculator
{
    /// <summary>
    /// Null: unpriced, or the provider said no usage. Cached, written and audio tokens are parts of the prompt's total, and
    /// reasoning is part of the completion's.
    /// </summary>
    public static GenerationCost? Calculate(EndpointPricing? pricing, in UsageCounts usage, decimal discount)
    {
        if (pricing is null || usage.Prompt is not { } prompt)
            return null;
        long cached = usage.Cached ?? 0;
        long writtenForHour = usage.CacheWrite1h ?? 0;
        long written = (usage.CacheWrite ?? 0) - writtenForHour;
        long audio = pricing.Audio is null ? 0 : usage.AudioPrompt ?? 0;
        long plain = Math.Max(0, prompt - cached - written - writtenForHour - audio);
        decimal cacheRead = pricing.InputCacheRead ?? pricing.Prompt;
        decimal cacheWrite = pricing.InputCacheWrite ?? pricing.Prompt;
        decimal promptCost = (plain * pricing.Prompt)
            + (cached * cacheRead)
            + (written * cacheWrite)
            + (writtenForHour * (pricing.InputCacheWrite1h ?? cacheWrite))
            + (audio * (pricing.Audio ?? 0))
            + (pricing.Request ?? 0);

        long completion = usage.Completion ?? 0;
        long reasoning = pricing.InternalReasoning is null ? 0 : Math.Min(completion, usage.Reasoning ?? 0);
        decimal completionCost = ((completion - reasoning) * pricing.Completion) + (reasoning * (pricing.InternalReasoning ?? 0));

        decimal total = promptCost + completionCost;
        return new GenerationCost
        {
            Prompt = promptCost,
            Completion = completionCost,
            Total = total,
            Charged = total * (1 - discount),
            CacheDiscount = cached > 0 ? cached * (pricing.Prompt - cacheRead) : null,
        };
    }
}
