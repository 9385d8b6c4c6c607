namespace K8sRouter.Sidecar.Diagnostics;

/// <summary>1100-1199: start and end of the process.</summary>
internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Information, "Base URL {BaseUrl}, admin port {AdminUrl}")]
    public static partial void Listening(ILogger logger, string baseUrl, string adminUrl);

    [LoggerMessage(1101, LogLevel.Information, "Stopped. Generations that the journal still holds, by sink: {Remaining}")]
    public static partial void Stopped(ILogger logger, string remaining);

    [LoggerMessage(1102, LogLevel.Information, "Own metrics and traces are sent to {Endpoints}")]
    public static partial void TelemetryStarted(ILogger logger, string endpoints);

    [LoggerMessage(1103, LogLevel.Error, "Own metrics and traces aren't sent: {Problem}")]
    public static partial void TelemetryRefused(ILogger logger, string problem);

    [LoggerMessage(1104, LogLevel.Warning,
        "Own {Signal} don't arrive at the OTLP endpoint: what is lost is counted in k8srouter_telemetry_exports_total")]
    public static partial void TelemetryFailing(ILogger logger, string signal);

    [LoggerMessage(1105, LogLevel.Information, "Own {Signal} arrive at the OTLP endpoint again")]
    public static partial void TelemetryArrives(ILogger logger, string signal);
}
