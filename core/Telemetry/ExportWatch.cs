using System.Diagnostics.Metrics;
using OpenTelemetry;

namespace K8sRouter.Core.Telemetry;

/// <summary>Counts a signal's exports and tells when they begin to fail and when they work again. One thread at a time.</summary>
internal sealed class ExportWatch(string signal, Counter<long> exports, Action<ExportState> changed)
{
    private bool _arrives = true;

    public ExportResult Note(ExportResult result)
    {
        bool arrives = result == ExportResult.Success;
        exports.Add(1, new("signal", signal), new("result", arrives ? "sent" : "failed"));
        if (arrives != _arrives)
            changed(new(signal, arrives));
        _arrives = arrives;
        return result;
    }
}
