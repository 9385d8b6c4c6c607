namespace K8sRouter.Sidecar.Routing;

/// <summary>How endpoints are ordered.</summary>
internal enum RouteSort
{
    /// <summary>Healthy ones first, weighted by price.</summary>
    Default,

    /// <summary>Cheapest first.</summary>
    Price,

    /// <summary>Fastest tokens first, as this process measured.</summary>
    Throughput,

    /// <summary>Fastest first token first, as this process measured.</summary>
    Latency,
}
