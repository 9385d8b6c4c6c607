using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Ingress;

namespace K8sRouter.Sidecar.Routing;

/// <summary>Puts the endpoints that may be tried into the order in which they are.</summary>
internal static class EndpointOrder
{
    private static readonly uint SteeringParameters = Bits("tools", "response_format", "verbosity", "max_tokens");

    /// <param name="endpoints">Endpoints of one model, or of all where they are sorted together.</param>
    /// <param name="query">What the request asks.</param>
    /// <param name="sort">How to sort; a variant's rule where the request has none.</param>
    /// <param name="health">What this process has seen.</param>
    /// <param name="random">Uniform in [0, 1).</param>
    public static List<PlannedEndpoint> Sort(
        List<PlannedEndpoint> endpoints, RouteQuery query, RouteSort sort, IEndpointHealth health, Func<double> random)
    {
        if (endpoints.Count < 2)
            return endpoints;
        var preferences = query.Preferences;
        // OrderBy is stable, so the keys apply from the most to the least important: the caller's order, soft preferences, the
        // sort.
        return [.. endpoints
            .OrderBy(p => preferences.Order is { } order ? EndpointFilter.Position(order, p.Endpoint) : 0)
            .ThenBy(p => sort == RouteSort.Default && preferences.Order is null && health.HasOutage(p.Endpoint.Id) ? 1 : 0)
            .ThenBy(p => LacksSteering(p.Endpoint, query.Parameters) ? 1 : 0)
            .ThenBy(p => MissesBounds(p.Endpoint, preferences, health) ? 1 : 0)
            .ThenBy(p => Key(p.Endpoint, sort, health, random))];
    }

    private static double Key(EndpointEntry endpoint, RouteSort sort, IEndpointHealth health, Func<double> random) => sort switch
    {
        RouteSort.Price => endpoint.Pricing is { } pricing ? (double)(pricing.Prompt + pricing.Completion) : double.MaxValue,
        RouteSort.Throughput => -health.Throughput(endpoint.Id, 0.5) ?? 0,
        RouteSort.Latency => health.Latency(endpoint.Id, 0.5) ?? double.MaxValue,
        _ => WeightedKey(endpoint, random()),
    };

    /// <summary>
    /// Sorting by -ln(u)/w draws without replacement with probability in proportion to the weights w (Efraimidis and Spirakis
    /// 2006). The weight is 1/price²; endpoints without a price to pay come first, evenly; those whose price is unknown last.
    /// </summary>
    private static double WeightedKey(EndpointEntry endpoint, double uniform)
    {
        if (endpoint.Free)
            return uniform - 2;
        if (endpoint.Pricing is not { } pricing)
            return double.MaxValue;
        double price = (double)(pricing.Prompt + pricing.Completion);
        return price == 0 ? uniform - 1 : -Math.Log(1 - uniform) * price * price;
    }

    private static bool LacksSteering(EndpointEntry endpoint, uint parameters) =>
        endpoint.SupportedParameters.Count > 0
        && (parameters & SteeringParameters) is not 0 and var steering
        && EndpointFilter.MissingParameters(endpoint, steering).Count > 0;

    private static bool MissesBounds(EndpointEntry endpoint, ProviderPreferences preferences, IEndpointHealth health)
    {
        return preferences.MinThroughput is { } throughput
            && Any(throughput, (bound, at) => health.Throughput(endpoint.Id, at) < bound)
            || preferences.MaxLatency is { } latency && Any(latency, (bound, at) => health.Latency(endpoint.Id, at) > bound);

        static bool Any(PercentileBound bound, Func<double, double, bool> misses) =>
            bound.P50 is { } p50 && misses(p50, 0.5)
            || bound.P75 is { } p75 && misses(p75, 0.75)
            || bound.P90 is { } p90 && misses(p90, 0.9)
            || bound.P99 is { } p99 && misses(p99, 0.99);
    }

    private static uint Bits(params string[] names) =>
        names.Aggregate(0u, (bits, name) => bits | 1u << Array.IndexOf(RequestFields.Parameters, name));
}
