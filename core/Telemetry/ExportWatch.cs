using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace K8sRouter.Core.Telemetry;

/// <summary>Counts a signal's exports and logs when they begin to fail and when they work again. One thread at a time.</summary>
/// <param name="signal"><c>metrics</c> or <c>traces</c>.</param>
/// <param name="exports">Counts them by signal and result.</param>
/// <param name="logger">Told of a change, once.</param>
internal sealed class ExportWatch(string signal, Counter<long> exports, ILogger logger)
{
    private bool _arrives = true;

    public ExportResult Note(ExportResult result)
    {
        bool arrives = result == ExportResult.Success;
        exports.Add(1, new("signal", signal), new("result", arrives ? "sent" : "failed"));
        if (arrives && !_arrives)
            TelemetryLog.Arrives(logger, signal);
        else if (_arrives && !arrives)
            TelemetryLog.Failing(logger, signal);
        _arrives = arrives;
        return result;
    }
}
