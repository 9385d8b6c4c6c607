using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Routing;

/// <summary>Whether a planned endpoint may still be called when its turn comes. Pure.</summary>
internal static class EndpointRecheck
{
    /// <summary>Why the configuration in force no longer allows it; null: it does.</summary>
    /// <param name="planned">The endpoint.</param>
    /// <param name="query">What the call asks for.</param>
    /// <param name="current">The configuration in force.</param>
    /// <param name="now">The time of day, for facts that expire.</param>
    public static ExcludedEndpoint? Exclude(
        PlannedEndpoint planned, RouteQuery query, ActiveConfiguration? current, DateTimeOffset now)
    {
        var endpoint = planned.Endpoint;
        if (current is null)
            return null;
        List<ExclusionReason> reasons;
        if (current.Endpoints.TryGetValue(endpoint.Id, out var entry))
        {
            // The request's own preferences hold against the facts in force too, not only against those it was planned with.
            reasons = EndpointFilter.Apply(entry, planned.Model, query, now);
            if (reasons.Count == 0)
                return null;
        }
        else
        {
            reasons =
            [
                new ExclusionReason
                {
                    Rule = ExclusionRules.PolicyChanged,
                    Message = "the configuration changed while the request was waiting and no longer holds this endpoint",
                },
            ];
            var named = current.ExcludedByModel.GetValueOrDefault(endpoint.Model)?.FirstOrDefault(e => e.Id == endpoint.Id);
            reasons.AddRange(named?.Reasons ?? []);
        }
        return new ExcludedEndpoint { Id = endpoint.Id, Model = endpoint.Model, Provider = endpoint.Provider, Reasons = reasons };
    }
}
