namespace K8sRouter.Sidecar.Errors;

/// <summary>How many endpoints a step of routing left.</summary>
internal sealed record RoutingFunnelStep(string Step, int EndpointCount);
