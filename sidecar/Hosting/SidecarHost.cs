using System.Diagnostics.Metrics;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Google;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.GoogleCloudStorage;
using K8sRouter.Core.Telemetry;
using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Buffers;
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
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>
/// Puts the sidecar together and runs it:
/// 1. the server with its two ports;
/// 2. the parts, each made once, in the order of the road;
/// 3. the first look at the configuration, then following it;
/// 4. until the signal to end: stop accepting (at once, or when callers have nothing more), let streams finish, drain the sinks,
///    send the last of its own metrics and spans, close the journal.
/// </summary>
internal static class SidecarHost
{
    public static async Task<int> RunAsync(SidecarOptions options, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;

        var shares = MemoryShares.Of(options, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        var calls = new CallsInFlight(clock);

        // 1. The server.
        using var meter = new Meter("k8srouter");
        await using var app = SidecarServer.Build(options, calls, meter, clock);
        var logs = app.Services.GetRequiredService<ILoggerFactory>();
        var log = logs.CreateLogger("K8sRouter.Sidecar");

        var ending = app.Services.GetRequiredService<Ending>();
        ending.Stop = streams =>
        {
            app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout = streams;
            app.Lifetime.StopApplication();
        };
        Log.Memory(
            log, shares.Available, shares.RequestTotalBytes, shares.MaxRequestBytes, shares.HeldAnswerTotalBytes,
            shares.CaptureTotalBytes);

        // 2. The parts.
        using var registry = new PrometheusRegistry(meter);
        var metrics = new SidecarMetrics(meter);
        var configurations = new ConfigurationStore(options.ConfigDirectory, clock, logs.CreateLogger<ConfigurationStore>())
        {
            Trust = ConfigurationTrust.Of(options),
        };
        await using var journal = new JournalHolder(options, clock, logs.CreateLogger<DiskJournal>(), meter);
        var index = new GenerationIndex(maxBytes: shares.GenerationIndexBytes);
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
        var sinkMetrics = new SinkMetrics(meter);
        var files = new FolderObjectStore(options.StoreDirectory);
        using var bounded = options.StoreLimit is { } limit
            ? new BoundedFolder(files, limit, sinkMetrics, logs.CreateLogger<BoundedFolder>())
            : null;
        IObjectStore folder = bounded is null ? files : bounded;
        var googleTokens = new GoogleAccessTokens(clock, Environment.GetEnvironmentVariable);
        using var google = GcsHttp.CreateClient();
        var buckets = new ObjectStoreFactory(google, googleTokens, clock, Environment.GetEnvironmentVariable);
        var stores = new ObjectStores(buckets.Open, folder, logs.CreateLogger<ObjectStores>());
        using var sinks = new SinkSupervisor(
            journal, configurations, stores, openRedis, Path.Combine(options.JournalDirectory, "spool"), destinations, pace,
            sinkMetrics, clock, logs.CreateLogger<SinkSupervisor>())
        {
            Changed = notices.Changed,
        };
        var recorder = new GenerationRecorder(journal, index, events, usage, health, metrics, options, clock);
        var memory = CallMemory.Of(shares);
        metrics.Observe(memory);
        using var upstream = UpstreamHttp.Create(options);
        var inference = new InferenceHandler(
            configurations, recorder, health, new ProviderCredentials(googleTokens),
            app.Services.GetRequiredService<IHttpForwarder>(), upstream, memory,
            metrics, notices, options, clock, logs.CreateLogger<InferenceHandler>());
        var data = new DataPort(
            configurations, inference, new CatalogHandlers(clock, health), new KeyHandler(usage),
            new GenerationHandlers(
                index,
                new GenerationContentReader(() => journal.Opened, folder, SegmentTarget.FolderPrefix)),
            calls);
        var admin = new AdminPort(
            options, configurations, new AdminHandlers(registry), journal, sinks, waiting, events, ending, app.Lifetime);
        int adminPort = -1;
        app.Run(context => context.Connection.LocalPort == adminPort ? admin.HandleAsync(context) : data.HandleAsync(context));

        // 3. The configuration.
        configurations.Prepare = loaded => Prepare(loaded, options, journal, index, sinks, log);
        var background = app.Services.GetRequiredService<BackgroundWork>();
        background.Begin = () =>
        {
            sender.Start();
            configurations.Poll();
        };
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException fault) when (fault.InnerException is AddressInUseException)
        {
            TellTaken(log, options);
            return 1;
        }
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
        IReadOnlyDictionary<string, long> remaining = new Dictionary<string, long>();
        background.EndAsync = async () =>
        {
            var draining = sinks.StopAsync(ending.Left);
            await sender.StopAsync(ending.Left);
            remaining = await draining;
            // Configurations are followed until then: what one withdraws must not be delivered by the last attempts either.
            await stop.CancelAsync();
            await Task.WhenAll(following, sweeping);
        };
        await app.WaitForShutdownAsync(cancellationToken);
        Log.Stopped(log, remaining.Count == 0 ? "none" : string.Join(", ", remaining.Select(sink => $"{sink.Key} {sink.Value}")));
        return 0;
    }

    /// <summary>Mostly by a server of the application's, whose port its container doesn't declare.</summary>
    private static void TellTaken(ILogger log, SidecarOptions options)
    {
        (string Listen, int Port, string Setting)[] ports =
            [(options.Listen, options.Port, "port"), (options.AdminListen, options.AdminPort, "admin-port")];
        var taken = ports
            .Select(one => (one.Port, one.Setting, Holder: PortHolder.Find(ListenAddress.Find(one.Listen), one.Port)))
            .Where(one => one.Holder is not null)
            .ToArray();
        foreach (var (port, setting, holder) in taken)
            Log.PortTaken(log, port, $"{holder}", setting);
        if (taken.Length == 0)
            Log.APortTaken(log, options.Port, options.AdminPort);
    }

    private static void Prepare(
        ActiveConfiguration loaded, SidecarOptions options, JournalHolder holder, GenerationIndex index, SinkSupervisor sinks,
        ILogger log)
    {
        if (loaded.Config.ApiKeys.Count == 0 && !ListenAddress.IsLoopback(options.Listen))
        {
            throw new ConfigurationRefusedException(
                $"apiKeys: Required value: the data port listens on {options.Listen}, and without keys only loopback is allowed");
        }
        if (options.PodNamespace is { } own && own != loaded.Config.Workspace.Name)
            Log.ForeignWorkspace(log, own, loaded.Config.Workspace.Name);
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
