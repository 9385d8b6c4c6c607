namespace K8sRouter.Sidecar.Routing;

/// <summary>What this process has seen of endpoints lately.</summary>
internal interface IEndpointHealth
{
    /// <summary>Whether a fault that calls for another endpoint was seen in the last 30 seconds.</summary>
    bool HasOutage(string endpointId);

    /// <summary>Seconds to the first token at a percentile (0 to 1) over the last five minutes; null: nothing measured.</summary>
    double? Latency(string endpointId, double percentile);

    /// <summary>Tokens a second at a percentile (0 to 1) over the last five minutes; null: nothing measured.</summary>
    double? Throughput(string endpointId, double percentile);
}
