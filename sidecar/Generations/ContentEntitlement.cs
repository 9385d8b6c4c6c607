using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Errors;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Generations;

/// <summary>
/// Who may hold the content of one generation, decided before anything is captured: where nobody may, no copy is made at all.
/// Sinks check again when they deliver. Of a caller who demands zero retention (<c>provider.zdr</c>) nothing is logged or used,
/// and destinations that are declared to keep nothing alone get the content; what a policy demands of providers changes nothing
/// here.
/// </summary>
internal sealed record ContentEntitlement
{
    private const string ZeroRetentionExcludesLogging =
        "provider.zdr: this workspace requires its calls to be logged, and calls with zero data retention aren't";

    public static ContentEntitlement None { get; } = new();

    /// <summary>Input and output logging keeps the content.</summary>
    public bool Logged { get; init; }

    /// <summary>The platform takes the content to use it, and gives its discount for that.</summary>
    public bool Used { get; init; }

    /// <summary>
    /// Why the call is refused: no promise is broken for another, so no caller goes around what is required, and none is kept
    /// unasked. Null: it isn't.
    /// </summary>
    public ApiError? Refusal { get; init; }

    /// <summary>Destinations that take the trace.</summary>
    public IReadOnlyList<string> Destinations { get; init; } = [];

    /// <summary>Those among them that take the content.</summary>
    public IReadOnlyList<string> ContentDestinations { get; init; } = [];

    /// <summary>Whether one of them requires the trace.</summary>
    public bool RequiredByDestination { get; init; }

    public bool Any => Logged || Used || ContentDestinations.Count > 0;

    /// <summary>Decides. Pure.</summary>
    public static ContentEntitlement Decide(GenerationRecord record, RouterConfig config)
    {
        var entitlement = new ContentEntitlement
        {
            Logged = LoggingPolicy.Applies(record, config),
            Used = DataUsePolicy.KeepsContent(config) && !record.ZeroDataRetention,
            Refusal = RefusalByLogging(record, config),
        };
        if (!config.Broadcast.Enabled || config.Broadcast.Destinations.Count == 0)
            return entitlement;
        List<string> destinations = [];
        List<string> withContent = [];
        bool required = false;
        var refusal = entitlement.Refusal;
        foreach (var destination in config.Broadcast.Destinations)
        {
            var decision = DestinationSelector.Decide(record, destination, GenerationStage.Started);
            if (!decision.Send)
                continue;
            destinations.Add(destination.Name);
            if (decision.WithContent)
                withContent.Add(destination.Name);
            required |= destination.Required is true;
            if (record.ZeroDataRetention && DestinationSelector.RefusesZeroRetention(destination))
                refusal ??= ApiErrors.InvalidRequest(ZeroRetentionExcludes(destination));
        }
        return entitlement with
        {
            Destinations = destinations,
            ContentDestinations = withContent,
            RequiredByDestination = required,
            Refusal = refusal,
        };
    }

    private static ApiError? RefusalByLogging(GenerationRecord record, RouterConfig config)
    {
        if (!config.InputOutputLogging.Required)
            return null;
        if (record.ZeroDataRetention)
            return ApiErrors.InvalidRequest(ZeroRetentionExcludesLogging);
        return LoggingPolicy.KeepsContent(config) ? null : ApiErrors.LoggingUnavailable;
    }

    private static string ZeroRetentionExcludes(DestinationEntry destination) =>
        $"provider.zdr: this workspace requires its calls to be sent to the destination {destination.Name} with "
        + (destination.ContentMode == ContentModes.Full
            ? "their content, and it isn't declared to keep none (zeroRetention)"
            : "a reference to their content, and that of calls with zero data retention isn't kept");
}
