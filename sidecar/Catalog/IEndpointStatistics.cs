namespace K8sRouter.Sidecar.Catalog;

/// <summary>What this process has measured of the endpoints it called; null wherever it has seen too little.</summary>
internal interface IEndpointStatistics
{
    /// <summary>Milliseconds to the provider's headers, over the last 30 minutes.</summary>
    PercentileStats? LatencyLast30Minutes(string endpointId);

    /// <summary>Completion tokens a second, over the last 30 minutes.</summary>
    PercentileStats? ThroughputLast30Minutes(string endpointId);

    /// <summary>Share of calls that the endpoint served, 0 to 100, over the last <paramref name="window"/>.</summary>
    double? Uptime(string endpointId, TimeSpan window);
}
