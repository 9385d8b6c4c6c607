using System.Diagnostics.Metrics;
using K8sRouter.Core.Telemetry;
using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>The server with its two ports, its log, own telemetry, and an end at its own pace.</summary>
internal static class SidecarServer
{
    public static WebApplication Build(SidecarOptions options, CallsInFlight calls, Meter meter, TimeProvider clock)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        builder.AddTelemetry(
            new TelemetrySource
            {
                ServiceName = "k8srouter-sidecar",
                ServiceVersion = AdminHandlers.ProgramVersion,
                Meter = meter,
                SpanSource = SidecarTraces.SourceName,
                Attributes = PodAttributes.Of(options),
            },
            Environment.GetEnvironmentVariables());
        builder.Services.AddSingleton<BackgroundWork>();
        builder.Services.AddHostedService(services => services.GetRequiredService<BackgroundWork>());
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton(services => new Ending(
            options, calls, clock, services.GetRequiredService<ILogger<Ending>>()));
        builder.Services.AddSingleton<IHostLifetime, SignalLifetime>();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        var level = LogLevels.Find(options.LogLevel) ?? LogLevel.Information;
        builder.Logging.SetMinimumLevel(level);
        builder.Logging.AddFilter("Microsoft", level > LogLevel.Warning ? level : LogLevel.Warning);
        // Every caller that goes away would be a warning there; what matters of an attempt is in our own lines.
        builder.Logging.AddFilter("Yarp", LogLevel.None);
        // With a log to write to, the server would make a span of its own for every request, of which nothing is used.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // A start that fails is thrown as well, and said once.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        return builder.Build();
    }

    /// <summary>What the server leaves to the road, which has an answer of the API's for it.</summary>
    public static void SetLimits(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = null;
        // An upload over a slow link may pause; it has to end within the call's total time.
        limits.MinRequestBodyDataRate = null;
        // A reader that is slow for a while is no reason to cut its stream.
        limits.MinResponseDataRate = null;
    }

    private static void Configure(KestrelServerOptions kestrel, SidecarOptions options)
    {
        kestrel.AddServerHeader = false;
        SetLimits(kestrel.Limits);
        ListenAddress.Listen(kestrel, options.Listen, options.Port);
        ListenAddress.Listen(kestrel, options.AdminListen, options.AdminPort);
    }
}
