using K8sRouter.Core.Configuration;

namespace K8sRouter.Core.Destinations;

/// <summary>What an exporter is made from.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Fields">Its fields with their values.</param>
/// <param name="Client">Of <see cref="DestinationHttp"/>.</param>
/// <param name="Clock">Measures timeouts and dates of Retry-After.</param>
internal sealed record ExporterContext(
    DestinationEntry Destination, DestinationFields Fields, HttpClient Client, TimeProvider Clock);
