using System.Diagnostics.Metrics;

namespace K8sRouter.Core.Telemetry;

/// <summary>What a program tells about itself.</summary>
public sealed record TelemetrySource
{
    /// <summary><c>service.name</c>, unless the environment sets another.</summary>
    public required string ServiceName { get; init; }

    /// <summary><c>service.version</c>.</summary>
    public required string ServiceVersion { get; init; }

    /// <summary>Further attributes of its resource, unless the environment sets others.</summary>
    public IReadOnlyDictionary<string, object> Attributes { get; init; } = new Dictionary<string, object>();

    /// <summary>The meter of all its instruments, the ones that <c>/metrics</c> shows too.</summary>
    public required Meter Meter { get; init; }

    /// <summary>Name of the source of its spans.</summary>
    public required string SpanSource { get; init; }
}
