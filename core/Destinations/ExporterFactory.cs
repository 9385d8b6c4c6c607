using K8sRouter.Core.Configuration;

namespace K8sRouter.Core.Destinations;

/// <summary>Makes the exporter of a destination's type.</summary>
public static class ExporterFactory
{
    /// <summary>The exporter; null: there is no such type.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="readSecret">Gives the content of a credential's file; null: there is no such file.</param>
    /// <param name="client">Of <see cref="DestinationHttp"/>.</param>
    /// <param name="clock">Measures timeouts and dates of Retry-After.</param>
    public static ITraceExporter? Create(
        DestinationEntry destination, Func<string, string?> readSecret, HttpClient client, TimeProvider clock) =>
        DestinationTypes.Find(destination.Type)?.Exporter?
            .Invoke(new(destination, new(destination, readSecret), client, clock));
}
