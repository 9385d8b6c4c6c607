using Microsoft.Extensions.Logging;

namespace K8sRouter.Core.Telemetry;

/// <summary>100-199: own telemetry, of sidecar and operator alike.</summary>
internal static partial class TelemetryLog
{
    /// <summary>The category of these lines.</summary>
    public const string Category = "K8sRouter.Telemetry";

    [LoggerMessage(100, LogLevel.Information, "Own metrics and traces are sent to {Endpoints}")]
    public static partial void Started(ILogger logger, string endpoints);

    [LoggerMessage(101, LogLevel.Error, "Own metrics and traces aren't sent: {Problem}")]
    public static partial void Refused(ILogger logger, string problem);

    [LoggerMessage(102, LogLevel.Warning,
        "Own {Signal} don't arrive at the OTLP endpoint: what is lost is counted in k8srouter_telemetry_exports_total")]
    public static partial void Failing(ILogger logger, string signal);

    [LoggerMessage(103, LogLevel.Information, "Own {Signal} arrive at the OTLP endpoint again")]
    public static partial void Arrives(ILogger logger, string signal);
}
