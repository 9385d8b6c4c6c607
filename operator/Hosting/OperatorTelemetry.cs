using System.Diagnostics.Metrics;
using K8sRouter.Core.Telemetry;
using K8sRouter.Operator.Diagnostics;

namespace K8sRouter.Operator.Hosting;

/// <summary>The operator's own metrics by OTLP, where OpenTelemetry's environment variables say.</summary>
internal static class OperatorTelemetry
{
    /// <summary>Starts it; null: no endpoint is set, or what is set can't be used, which is logged.</summary>
    public static TelemetryExport? Start(Meter meter, string version, ILogger log)
    {
        var source = new TelemetrySource
        {
            ServiceName = "k8srouter-operator",
            ServiceVersion = version,
            Meter = meter,
            SpanSource = OperatorTraces.SourceName,
        };
        try
        {
            var telemetry = TelemetryExport.Start(source, Environment.GetEnvironmentVariable, state =>
            {
                if (state.Arrives)
                    Log.TelemetryArrives(log, state.Signal);
                else
                    Log.TelemetryFailing(log, state.Signal);
            });
            if (telemetry is not null)
                Log.TelemetryStarted(log, string.Join(" and ", telemetry.Endpoints));
            return telemetry;
        }
        catch (FormatException invalid)
        {
            Log.TelemetryRefused(log, invalid.Message);
            return null;
        }
    }
}
