using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Routing;

/// <summary>One endpoint that a request may try.</summary>
/// <param name="Endpoint">As configured when the request began.</param>
/// <param name="Model">The requested model that it serves.</param>
/// <param name="ModelIndex">Position of that model among the requested ones.</param>
internal sealed record PlannedEndpoint(EndpointEntry Endpoint, RequestedModel Model, int ModelIndex);
