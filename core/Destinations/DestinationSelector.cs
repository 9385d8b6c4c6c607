using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations.Filtering;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations;

/// <summary>
/// Decides per generation and destination: before the call is sent (who may hold a copy at all), again before anything is
/// written for it, and again before its trace is sent. Filter rules are decided as soon as what they look at is known: those on
/// session, user and key before the call, all other metadata at its end, input and output at delivery. A later decision only
/// takes away.
/// </summary>
public static class DestinationSelector
{
    /// <summary>
    /// Whether a call that demands zero data retention is refused where the destination takes it: it is required, and its trace
    /// would lack what its content mode promises. A reference would lead nowhere, since such calls aren't logged.
    /// </summary>
    public static bool RefusesZeroRetention(DestinationEntry destination) => destination is { Required: true }
        && destination.ContentMode != ContentModes.None
        && !(destination.ContentMode == ContentModes.Full && destination.ZeroRetention is true);

    /// <summary>Whether <paramref name="destination"/> takes the trace, and its content.</summary>
    /// <param name="record">The generation.</param>
    /// <param name="destination">The destination.</param>
    /// <param name="stage">How far the generation has come: rules on what isn't known yet exclude nothing.</param>
    /// <param name="content">
    /// At delivery, the content that the destination may hold; null: none, and rules on it find nothing.
    /// </param>
    public static DestinationDecision Decide(
        GenerationRecord record, DestinationEntry destination, GenerationStage stage, CapturedContent? content = null)
    {
        if (!destination.Enabled)
            return new(false, false, DestinationRefusals.Disabled);
        if (!destination.Regions.Contains(record.DataRegion, StringComparer.Ordinal))
            return new(false, false, DestinationRefusals.Region);
        if (destination.ApiKeyHashes is { } hashes && !hashes.Contains(record.ApiKeyHash, StringComparer.Ordinal))
            return new(false, false, DestinationRefusals.ApiKey);
        if (!Sampling.Includes(destination.Id, record.SessionId, record.Id, destination.SamplingRate))
            return new(false, false, DestinationRefusals.Sampling);
        // A caller who demands zero retention trusts those who promise it, and nobody else.
        bool withContent = destination.ContentMode == ContentModes.Full
            && (!record.ZeroDataRetention || destination.ZeroRetention is true);
        if (destination.FilterRules is { } rules
            && TraceFilter.Of(rules).Passes(new(record, stage, withContent ? content : null)) == false)
            return new(false, false, DestinationRefusals.Filter);
        return new(true, withContent, null);
    }
}
