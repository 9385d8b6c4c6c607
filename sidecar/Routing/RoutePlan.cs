using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Routing;

/// <summary>The endpoints that one request may try, in order, and for every other candidate the rules that excluded it.</summary>
internal sealed record RoutePlan
{
    public required IReadOnlyList<PlannedEndpoint> Endpoints { get; init; }

    public required IReadOnlyList<ExcludedEndpoint> Excluded { get; init; }

    /// <summary>Requested models that no provider of this workspace names.</summary>
    public required IReadOnlyList<string> UnknownModels { get; init; }
}
