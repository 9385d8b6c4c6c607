using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Routing;

/// <summary>
/// Turns a configuration and a request into a plan. Pure: the same inputs give the same plan. The workspace's policy was
/// applied when the configuration was compiled, and an excluded endpoint there has no address; what happens here can only
/// take away.
/// </summary>
internal static class RoutePlanner
{
    /// <param name="configuration">The configuration that the request began with.</param>
    /// <param name="query">What the request asks.</param>
    /// <param name="health">What this process has seen of endpoints.</param>
    /// <param name="now">The instant for which facts must be fresh.</param>
    /// <param name="random">Uniform in [0, 1), for the weighted choice.</param>
    public static RoutePlan Plan(
        ActiveConfiguration configuration, RouteQuery query, IEndpointHealth health, DateTimeOffset now, Func<double> random)
    {
        var excluded = new List<ExcludedEndpoint>();
        var unknown = new List<string>();
        var byModel = new List<List<PlannedEndpoint>>(query.Models.Count);
        for (int index = 0; index < query.Models.Count; index++)
        {
            var model = query.Models[index];
            if (!configuration.Models.ContainsKey(model.Name))
            {
                unknown.Add(model.Requested);
                continue;
            }
            if (configuration.ExcludedByModel.TryGetValue(model.Name, out var forbidden))
                excluded.AddRange(forbidden);
            byModel.Add(Allowed(configuration, model, index, query, now, excluded));
        }

        var ordered = query.Preferences.SortAcrossModels
            ? EndpointOrder.Sort([.. byModel.SelectMany(m => m)], query, query.Preferences.Sort, health, random)
            : [.. byModel.SelectMany(m => EndpointOrder.Sort(m, query, SortOf(query, m), health, random))];
        if (!query.Preferences.AllowFallbacks && query.Preferences.Order is null)
            ordered = [.. ordered.DistinctBy(p => p.ModelIndex)];
        return new RoutePlan { Endpoints = ordered, Excluded = excluded, UnknownModels = unknown };
    }

    private static List<PlannedEndpoint> Allowed(
        ActiveConfiguration configuration, RequestedModel model, int index, RouteQuery query, DateTimeOffset now,
        List<ExcludedEndpoint> excluded)
    {
        var allowed = new List<PlannedEndpoint>();
        if (!configuration.EndpointsByModel.TryGetValue(model.Name, out var endpoints))
            return allowed;
        foreach (var endpoint in endpoints)
        {
            var reasons = EndpointFilter.Apply(endpoint, model, query, now);
            if (reasons.Count == 0)
                allowed.Add(new PlannedEndpoint(endpoint, model, index));
            else
                excluded.Add(new ExcludedEndpoint
                {
                    Id = endpoint.Id,
                    Model = endpoint.Model,
                    Provider = endpoint.Provider,
                    Reasons = reasons
                });
        }
        return allowed;
    }

    private static RouteSort SortOf(RouteQuery query, List<PlannedEndpoint> endpoints)
    {
        if (query.Preferences.Sort != RouteSort.Default || endpoints.Count == 0)
            return query.Preferences.Sort;
        return endpoints[0].Model.Variant switch
        {
            ModelVariant.Nitro => RouteSort.Throughput,
            ModelVariant.Floor => RouteSort.Price,
            _ => RouteSort.Default,
        };
    }
}
