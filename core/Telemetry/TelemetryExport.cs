using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace K8sRouter.Core.Telemetry;

/// <summary>
/// Says at the host's start where own telemetry goes, and sends at its end what there still is: the providers by themselves would
/// do that one after the other, for five seconds each.
/// </summary>
internal sealed class TelemetryExport(
    TelemetrySettings settings, ILoggerFactory loggers, MeterProvider? metrics = null, TracerProvider? traces = null)
    : IHostedService, IDisposable
{
    private const int ShutdownMilliseconds = 2_000;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var logger = loggers.CreateLogger(TelemetryLog.Category);
        if (settings.Problem is { } problem)
            TelemetryLog.Refused(logger, problem);
        else
            TelemetryLog.Started(logger, string.Join(" and ", settings.Endpoints));
        return Task.CompletedTask;
    }

    /// <summary>The host's own limit may be used up by then: this one is short, and holds in its place.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => ShutdownAsync();

    /// <summary>For a host whose start failed, which isn't stopped. The providers' own disposal then sends nothing.</summary>
    public void Dispose() => ShutdownAsync().GetAwaiter().GetResult();

    private async Task ShutdownAsync() => await Task.WhenAll(
        Task.Run(() => traces?.Shutdown(ShutdownMilliseconds)), Task.Run(() => metrics?.Shutdown(ShutdownMilliseconds)));
}
