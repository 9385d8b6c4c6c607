using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations;

/// <summary>Decides per generation and destination, before anything is written for it and again before it is sent.</summary>
public static class DestinationSelector
{
    /// <summary>Whether <paramref name="destination"/> takes the trace, and its content.</summary>
    public static DestinationDecision Decide(GenerationRecord record, DestinationEntry destination)
    {
        if (!destination.Enabled)
            return new(false, false, DestinationRefusals.Disabled);
        if (!destination.Regions.Contains(record.DataRegion, StringComparer.Ordinal))
            return new(false, false, DestinationRefusals.Region);
        if (destination.ApiKeyHashes is { } hashes && !hashes.Contains(record.ApiKeyHash, StringComparer.Ordinal))
            return new(false, false, DestinationRefusals.ApiKey);
        if (!Sampling.Includes(destination.Id, record.SessionId, record.Id, destination.SamplingRate))
            return new(false, false, DestinationRefusals.Sampling);
        return new(true, destination.ContentMode == ContentModes.Full, null);
    }
}
