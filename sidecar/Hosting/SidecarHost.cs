using System.Diagnostics.Metrics;
using System.Net;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Google;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.GoogleCloudStorage;
using K8sRouter.Core.Telemetry;
using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Sidecar.Catalog;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Forwarding;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Notices;
using K8sRouter.Sidecar.Routing;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Sinks.Redis;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Yarp.ReverseProxy.Forwarder;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>
/// Puts the sidecar together and runs it:
/// 1. the server with its two ports;
/// 2. the parts, each made once, in the order of the road;
/// 3. the first look at the configuration, then following it;
/// 4. until the signal to end: stop accepting, let streams finish, drain the sinks, send the last of its own metrics and spans,
///    close the journal.
/// </summary>
internal static class SidecarHost
{
    /// <summary>The share of the time to end that streams don't get: what they leave behind is still to be stored.</summary>
    private const double SinksShare = 0.25;

    /// <summary>What the process's own metrics and spans get at the end, after everything that matters.</summary>
    private static readonly TimeSpan TelemetryGrace = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(SidecarOptions options, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;

        // 1. The server.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        builder.Services.AddHttpForwarder();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = (1 - SinksShare) * options.ShutdownGrace);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // Every caller that goes away would be a warning there; what matters of an attempt is in our own lines.
        builder.Logging.AddFilter("Yarp", LogLevel.None);
        // With a log to write to, the server would make a span of its own for every request, of which nothing is used.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        await using var app = builder.Build();
        var logs = app.Services.GetRequiredService<ILoggerFactory>();
        var log = logs.CreateLogger("K8sRouter.Sidecar");

        // 2. The parts.
        using var meter = new Meter("k8srouter");
        using var registry = new PrometheusRegistry(meter);
        using var telemetry = StartTelemetry(meter, log);
        var metrics = new SidecarMetrics(meter);
        var configurations = new ConfigurationStore(options.ConfigDirectory, clock, logs.CreateLogger<ConfigurationStore>());
        await using var journal = new JournalHolder(options, clock, logs.CreateLogger<DiskJournal>(), meter);
        var index = new GenerationIndex();
        var usage = new KeyUsage(clock);
        var health = new EndpointHealth(clock);
        var events = new EventFeed();
        var waiting = new NoticeQueue(new NoticeMetrics(meter));
        var notices = new NoticeBoard(configurations, journal, events, waiting, clock);
        configurations.Looked = result =>
        {
            metrics.ConfigReload(result);
            notices.Looked(result, configurations.Refusal);
        };
        var pace = new SinkOptions
        {
            SegmentAge = options.SegmentAge,
            SegmentBytes = options.SegmentBytes,
            HeldBytes = SpoolVolume.HeldBytes(options),
            TraceMaxAge = options.TraceMaxAge,
        };
        RedisOpener openRedis = (settings, password, end) => RedisLink.OpenAsync(settings, password, clock, end);
        using var sender = new NoticeSender(
            configurations, new RedisLink(openRedis), waiting, pace, clock, logs.CreateLogger<NoticeSender>());
        using var destinations = DestinationHttp.CreateClient(allowPrivate: true);
        var folder = new FolderObjectStore(options.StoreDirectory);
        var googleTokens = new GoogleAccessTokens(clock, Environment.GetEnvironmentVariable);
        using var google = GcsHttp.CreateClient();
        var buckets = new ObjectStoreFactory(google, googleTokens, clock, Environment.GetEnvironmentVariable);
        var stores = new ObjectStores(buckets.Open, folder, logs.CreateLogger<ObjectStores>());
        using var sinks = new SinkSupervisor(
            journal, configurations, stores, openRedis, Path.Combine(options.JournalDirectory, "spool"), destinations, pace,
            new SinkMetrics(meter), clock, logs.CreateLogger<SinkSupervisor>())
        {
            Changed = notices.Changed,
        };
        var recorder = new GenerationRecorder(journal, index, events, usage, health, metrics, options, clock);
        using var upstream = UpstreamHttp.Create(options);
        var inference = new InferenceHandler(
            configurations, recorder, health, new ProviderCredentials(googleTokens),
            app.Services.GetRequiredService<IHttpForwarder>(), upstream, new CaptureBudget(
                options.CaptureTotalBytes), metrics, notices, options, clock,
            logs.CreateLogger<InferenceHandler>());
        var data = new DataPort(
            configurations, inference, new CatalogHandlers(clock, health), new KeyHandler(usage),
            new GenerationHandlers(
                index,
                new GenerationContentReader(() => journal.Opened, folder, SegmentTarget.FolderPrefix)));
        var admin = new AdminPort(configurations, new AdminHandlers(registry), journal, sinks, waiting, events, app.Lifetime);
        int adminPort = -1;
        app.Run(context => context.Connection.LocalPort == adminPort ? admin.HandleAsync(context) : data.HandleAsync(context));

        // 3. The configuration.
        sender.Start();
        configurations.Prepare = loaded => Prepare(loaded, options, journal, index, sinks);
        configurations.Poll();
        await app.StartAsync(cancellationToken);
        var ports = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        adminPort = new Uri(ports[1]).Port;
        Log.Listening(log, ports[0] + "/api/v1", ports[1]);
        // What starting needed is garbage by now, and a sidecar stands beside every pod.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = configurations.FollowAsync(options.ConfigInterval, stop.Token);
        var sweeping = new FolderRetention(folder, configurations, clock, logs.CreateLogger<FolderRetention>())
            .RunAsync(stop.Token);

        // 4. The end, within one deadline: streams leave a share of it, and the sinks get whatever they didn't need.
        long stopping = 0;
        app.Lifetime.ApplicationStopping.Register(() => stopping = clock.GetTimestamp());
        await app.WaitForShutdownAsync(cancellationToken);
        await stop.CancelAsync();
        await Task.WhenAll(following, sweeping);
        var left = options.ShutdownGrace - clock.GetElapsedTime(stopping);
        var draining = sinks.StopAsync(left);
        await sender.StopAsync(left);
        var remaining = await draining;
        if (telemetry is not null)
            await telemetry.StopAsync(TelemetryGrace);
        Log.Stopped(log, remaining.Count == 0 ? "none" : string.Join(", ", remaining.Select(sink => $"{sink.Key} {sink.Value}")));
        return 0;
    }

    /// <summary>Null: it isn't wanted, or the log says why it can't be. No call depends on it.</summary>
    private static TelemetryExport? StartTelemetry(Meter meter, ILogger log)
    {
        var source = new TelemetrySource
        {
            ServiceName = "k8srouter-sidecar",
            ServiceVersion = AdminHandlers.ProgramVersion,
            Meter = meter,
            SpanSource = SidecarTraces.SourceName,
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

    private static void Configure(KestrelServerOptions kestrel, SidecarOptions options)
    {
        kestrel.AddServerHeader = false;
        // The limit is the road's own, with the API's error.
        kestrel.Limits.MaxRequestBodySize = null;
        // A reader that is slow for a while is no reason to cut its stream.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(IPAddress.Parse(options.Listen), options.Port);
        kestrel.Listen(IPAddress.Parse(options.AdminListen), options.AdminPort);
    }

    private static void Prepare(
        ActiveConfiguration loaded, SidecarOptions options, JournalHolder holder, GenerationIndex index, SinkSupervisor sinks)
    {
        if (loaded.Config.ApiKeys.Count == 0 && !IPAddress.IsLoopback(IPAddress.Parse(options.Listen)))
        {
            throw new ConfigurationRefusedException(
                $"apiKeys: Required value: the data port listens on {options.Listen}, and without keys only loopback is allowed");
        }
        bool first = holder.Opened is null;
        var journal = holder.Prepare(loaded.Credentials);
        if (first)
        {
            foreach (var entry in journal.ReadRetained())
                index.Add(entry.Record);
        }
        try
        {
            sinks.Prepare(loaded);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationRefusedException(
                $"The journal folder '{options.JournalDirectory}' can't be written ({fault.GetType().Name})", retry: true);
        }
    }
}
