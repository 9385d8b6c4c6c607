using K8sRouter.Sidecar.Catalog;

namespace K8sRouter.Sidecar.Tests.Conformance;

internal sealed class FixedStatistics : IEndpointStatistics
{
    public PercentileStats? LatencyLast30Minutes(string endpointId) => new(1, 2, 3, 4);

    public PercentileStats? ThroughputLast30Minutes(string endpointId) => new(10, 20, 30, 40);

    public double? Uptime(string endpointId, TimeSpan window) => double.NaN;
}
