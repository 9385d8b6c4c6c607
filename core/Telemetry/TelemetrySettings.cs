using OpenTelemetry.Metrics;

namespace K8sRouter.Core.Telemetry;

/// <summary>What OpenTelemetry's standard environment variables say of a program's own telemetry.</summary>
internal sealed record TelemetrySettings
{
    /// <summary>Null: metrics aren't exported.</summary>
    public OtlpSignal? Metrics { get; init; }

    /// <summary>Null: spans aren't made.</summary>
    public OtlpSignal? Traces { get; init; }

    public MetricReaderTemporalityPreference Temporality { get; init; } = MetricReaderTemporalityPreference.Cumulative;

    /// <summary>Why nothing is exported although an endpoint is set; it names the variable. Null: nothing is wrong.</summary>
    public string? Problem { get; init; }

    /// <summary>Where it is sent: scheme, host and port, each once.</summary>
    public IEnumerable<string> Endpoints =>
        new[] { Metrics?.Endpoint, Traces?.Endpoint }.OfType<Uri>().Select(url => $"{url.Scheme}://{url.Authority}").Distinct();

    /// <summary>Reads the variables.</summary>
    /// <param name="variable">Value of a variable; null: it isn't set.</param>
    /// <returns>Null: no endpoint is set, or the SDK is disabled.</returns>
    public static TelemetrySettings? Read(Func<string, string?> variable)
    {
        if (string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            var metrics = OtlpSignal.Read(variable, OtlpSignal.Metrics);
            var traces = OtlpSignal.Read(variable, OtlpSignal.Traces);
            return metrics is null && traces is null
                ? null
                : new() { Metrics = metrics, Traces = traces, Temporality = TemporalityOf(variable) };
        }
        catch (FormatException invalid)
        {
            return new() { Problem = invalid.Message };
        }
    }

    private static MetricReaderTemporalityPreference TemporalityOf(Func<string, string?> variable) =>
        variable("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE")?.ToLowerInvariant() switch
        {
            "delta" => MetricReaderTemporalityPreference.Delta,
            "lowmemory" => MetricReaderTemporalityPreference.LowMemory,
            _ => MetricReaderTemporalityPreference.Cumulative,
        };
}
