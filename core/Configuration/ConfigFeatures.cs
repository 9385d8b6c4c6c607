namespace K8sRouter.Core.Configuration;

/// <summary>
/// Features of the document that change the meaning of what stands beside them, as <see cref="RouterConfig.MustUnderstand"/>
/// names them: a reader that doesn't know one must refuse the document rather than leave it out.
/// </summary>
public static class ConfigFeatures
{
    /// <summary>
    /// <see cref="DestinationEntry.FilterRules"/>: a sidecar that passed over them would send traces that they exclude.
    /// </summary>
    public const string DestinationFilterRules = "destinationFilterRules";

    /// <summary>
    /// <see cref="DestinationEntry.Required"/>: a sidecar that passed over it would answer calls that it refuses.
    /// </summary>
    public const string RequiredDestinations = "requiredDestinations";

    /// <summary>
    /// <see cref="RedisSettings.Prefix"/>: a sidecar that passed over it would write a workspace's events where others may read.
    /// </summary>
    public const string EventsPrefix = "eventsPrefix";

    /// <summary>Every feature that this build knows.</summary>
    public static IReadOnlyList<string> All { get; } = [DestinationFilterRules, RequiredDestinations, EventsPrefix];
}
