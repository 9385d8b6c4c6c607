using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Generations;

/// <summary>
/// Who may hold the content of one generation, decided before anything is captured: where nobody may, no copy is made at all.
/// Sinks check again when they deliver.
/// </summary>
internal sealed record ContentEntitlement
{
    public static ContentEntitlement None { get; } = new();

    /// <summary>Input and output logging keeps the content.</summary>
    public bool Logged { get; init; }

    /// <summary>The platform takes the content to use it, and gives its discount for that.</summary>
    public bool Used { get; init; }

    /// <summary>The policy requires logging and nothing could keep the content: the call is refused.</summary>
    public bool LoggingImpossible { get; init; }

    /// <summary>Destinations that take the trace.</summary>
    public IReadOnlyList<string> Destinations { get; init; } = [];

    /// <summary>Those among them that take the content.</summary>
    public IReadOnlyList<string> ContentDestinations { get; init; } = [];

    public bool Any => Logged || Used || ContentDestinations.Count > 0;

    /// <summary>Decides. Pure.</summary>
    public static ContentEntitlement Decide(GenerationRecord record, RouterConfig config)
    {
        var entitlement = new ContentEntitlement
        {
            Logged = LoggingPolicy.KeepsContent(config) && LoggingApplies(record, config.InputOutputLogging),
            Used = DataUsePolicy.KeepsContent(config) && !record.ZeroDataRetention,
            LoggingImpossible = config.InputOutputLogging.Required && !LoggingPolicy.KeepsContent(config),
        };
        if (!config.Broadcast.Enabled || config.Broadcast.Destinations.Count == 0)
            return entitlement;
        List<string> destinations = [];
        List<string> withContent = [];
        foreach (var destination in config.Broadcast.Destinations)
        {
            var decision = DestinationSelector.Decide(record, destination, GenerationStage.Started);
            if (!decision.Send)
                continue;
            destinations.Add(destination.Name);
            if (decision.WithContent)
                withContent.Add(destination.Name);
        }
        return entitlement with { Destinations = destinations, ContentDestinations = withContent };
    }

    /// <summary>A caller who demands zero retention isn't logged here either.</summary>
    private static bool LoggingApplies(GenerationRecord record, LoggingSettings logging) =>
        !record.ZeroDataRetention
        && (logging.ApiKeyHashes is not { } hashes || hashes.Contains(record.ApiKeyHash))
        && Sampling.Includes(logging.ScopeId, record.SessionId, record.Id, logging.SamplingRate);
}
