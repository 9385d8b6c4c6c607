using K8sRouter.Core.Destinations;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Generations;

/// <summary>
/// Which model and provider served, how the call ended and what it cost is known only at its end. Filter rules on that take
/// destinations out before the journal is written: content that then nobody may hold is dropped here, out of memory.
/// </summary>
internal static class EntitlementNarrowing
{
    /// <summary>
    /// Narrows what <see cref="ContentEntitlement.Decide"/> decided at the start; gives the record that says so.
    /// </summary>
    public static GenerationRecord Apply(GenerationInProgress generation, GenerationRecord record)
    {
        var before = generation.Entitlement;
        if (before.Destinations.Count == 0)
            return record;
        string[] excluded =
        [
            .. generation.Configuration.Config.Broadcast.Destinations
                .Where(destination => destination.FilterRules is not null
                    && !DestinationSelector.Decide(record, destination, GenerationStage.Finished).Send)
                .Select(destination => destination.Name),
        ];
        if (excluded.Length == 0)
            return record;
        var after = before with
        {
            Destinations = [.. before.Destinations.Except(excluded, StringComparer.Ordinal)],
            ContentDestinations = [.. before.ContentDestinations.Except(excluded, StringComparer.Ordinal)],
        };
        generation.Entitlement = after;
        return record with
        {
            Destinations = after.Destinations,
            ContentDestinations = after.ContentDestinations,
            ContentTruncated = after.Any && record.ContentTruncated,
        };
    }
}
