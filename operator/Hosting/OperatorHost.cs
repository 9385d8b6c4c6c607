using System.Diagnostics.Metrics;
using System.Net;
using System.Reflection;
using K8sRouter.Core.Telemetry;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Injection;
using K8sRouter.Operator.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Configuration;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Leases;
using K8sRouter.Operator.Rights;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Signing;
using K8sRouter.Operator.Sources.Cluster;
using K8sRouter.Operator.Sources.Cluster.Deletions;
using K8sRouter.Operator.Webhooks;
using K8sRouter.Operator.Webhooks.Admission;
using K8sRouter.Operator.Webhooks.Certificates;
using K8sRouter.Operator.Webhooks.Registration;

namespace K8sRouter.Operator.Hosting;

/// <summary>
/// Puts the operator together and runs it in a cluster:
/// 1. the ports for the kubelet and Prometheus open, so that a start that takes long can be seen;
/// 2. what would keep it from ever working is found out, and the keys that sign are there;
/// 3. every replica watches the cluster and answers the webhook;
/// 4. one of them leads, and works; a lease that is lost ends the process, since another may lead by then;
/// 5. until the signal to end: not ready any more, the work ends and the lease is given away, while the webhook answers until
///    its Service leads elsewhere. What runs beside the work ends by that signal alone: if it ends by itself, the process ends in
///    the same order, as a failure.
/// </summary>
[GenericRbac(RbacScope.OperatorNamespace, "coordination.k8s.io", "leases", RbacVerb.Get | RbacVerb.Update | RbacVerb.Patch,
    Names = OperatorNames.Lease, For = "who leads")]
[GenericRbac(RbacScope.OperatorNamespace, "coordination.k8s.io", "leases", RbacVerb.Create,
    For = "the leader's Lease, the first time: a name can't be a condition of creating")]
internal sealed class OperatorHost(ClusterOptions options, KubernetesClientConfiguration cluster, TimeProvider time)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    /// <summary>What the API server says of itself; null: it hasn't been asked yet.</summary>
    private VersionInfo? _server;

    private static string Version { get; } =
        typeof(OperatorHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    /// <summary>Runs until cancelled; returns the exit code.</summary>
    /// <param name="errors">Told, once, what keeps it from working.</param>
    /// <param name="cancellationToken">The signal to end.</param>
    public async Task<int> RunAsync(TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            return await RunToEndAsync(errors, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to end while it was still starting: there is nothing to give away.
            return 0;
        }
    }

    private async Task<int> RunToEndAsync(TextWriter errors, CancellationToken cancellationToken)
    {
        using var meter = new Meter("k8srouter");
        using var host = BuildHost(meter);
        var loggers = host.Services.GetRequiredService<ILoggerFactory>();
        var log = loggers.CreateLogger("K8sRouter.Operator");
        using var registry = new PrometheusRegistry(meter);
        using var kubernetes = new KubernetesClient(cluster, time);
        var informers = new InformerFactory(kubernetes, time, loggers);
        var watches = new ClusterWatches(informers, options.OperatorNamespace);
        await host.StartAsync(cancellationToken);

        // 1.
        var health = new HealthPort(watches.All, registry, time);
        await using var healthServer = await HealthServer.StartAsync(options.HealthListen, health, cancellationToken);
        Log.Started(log, Version, cluster.ToString(), options.OperatorNamespace, healthServer.Address);

        // 2.
        var events = new EventRecorder(
            kubernetes, new EventRecorderOptions { ReportingInstance = options.Instance }, time, Random.Shared,
            loggers.CreateLogger<EventRecorder>());
        using var signing = new SigningKeys(
            kubernetes, options.OperatorNamespace, events, time, loggers.CreateLogger<SigningKeys>());
        if (await ProblemAsync(kubernetes, signing, log, cancellationToken) is { } problem)
        {
            await errors.WriteLineAsync($"error: {problem}");
            return 1;
        }

        // 3.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var unready = stopping.Token.Register(() => health.Stopping = true);
        using var end = new CancellationTokenSource();
        var deletions = new DeletionTracker(watches, kubernetes, time, loggers.CreateLogger("K8sRouter.Operator.Workspaces"));
        var watching = watches.RunAsync(end.Token);
        var tracking = deletions.RunAsync(end.Token);
        using var signed = watches.PlatformSecrets.Subscribe(change =>
        {
            if ((change.New ?? change.Old)!.Metadata.Name == OperatorNames.SigningKey)
                signing.Invalidate();
        });
        var background = new List<Task> { watching, tracking, events.RunAsync(end.Token), signing.RunAsync(end.Token) };
        var registration = options.WebhookListen is null ? null : new WebhookRegistration(
            informers, options.OperatorNamespace, time, loggers.CreateLogger<WebhookRegistration>());
        if (registration is not null)
        {
            WebhookMetrics.Observe(meter, () => registration.Faults);
            background.Add(registration.RunAsync(end.Token));
        }
        await using var webhook = await StartWebhookAsync(
            kubernetes, informers, watches, signing, meter, loggers, background, end.Token);
        var failing = Task.WhenAny(background);
        while (!watches.IsSettled && !stopping.IsCancellationRequested && !failing.IsCompleted)
            await PauseAsync(TimeSpan.FromMilliseconds(50), stopping.Token);
        if (watches.HasSynced)
            Log.Synced(log, watches.Providers.Items.Count, watches.Workspaces().Count());
        else if (!watches.IsSettled)
            await stopping.CancelAsync();

        // 4.
        var elector = new LeaderElector(
            kubernetes,
            new LeaderElectionOptions
            {
                Namespace = options.OperatorNamespace,
                Name = OperatorNames.Lease,
                Identity = LeaderElectionOptions.IdentityOf(options.Instance),
            },
            time, Random.Shared, loggers.CreateLogger<LeaderElector>());
        var leading = new LeadingKubernetes(kubernetes, () => elector.IsLeader);
        using var client = new SidecarClient(time, options.SidecarsOnLoopback);
        var sidecars = new SidecarWatch(
            watches, client, options.Nudge ? new SidecarNudge(leading, time) : null, time, loggers.CreateLogger<SidecarWatch>());
        using var controllers = new ClusterControllers(
            options, watches, leading, informers, events, sidecars, client, signing, deletions, registration, time, loggers);
        OperatorMetrics.Observe(meter, informers, () => controllers.Queues, () => elector.IsLeader, events);
        PodMetrics.Observe(
            meter, () => controllers.Presence, () => sidecars.All, () => controllers.Quits, () => controllers.ForeignWrites);
        var lost = new TaskCompletionSource();
        var electing = elector.RunAsync(controllers.RunAsync, lost.SetResult, stopping.Token);
        await Task.WhenAny(electing, lost.Task, failing, PauseAsync(Timeout.InfiniteTimeSpan, stopping.Token));

        // 5.
        var failed = electing.IsFaulted ? electing : failing.IsCompleted ? await failing : null;
        await stopping.CancelAsync();
        var leaving = LeaveAsync(webhook, watches.HasSynced, kubernetes, loggers);
        await Task.WhenAny(electing, lost.Task);
        await leaving;
        if (lost.Task.IsCompleted)
            return 1;
        await end.CancelAsync();
        await Task.WhenAll(background).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await host.StopAsync(CancellationToken.None);
        failed ??= electing.IsFaulted ? electing : null;
        if (failed is not null)
        {
            Log.Failed(log, failed.Exception is { } fault ? Faults.Describe(fault.GetBaseException()) : "it ended by itself");
            return 1;
        }
        Log.Stopped(log);
        return 0;
    }

    /// <summary>Waits for an API server that can't be reached: it may come up after us.</summary>
    private async Task<string?> ProblemAsync(
        KubernetesClient kubernetes, SigningKeys signing, ILogger log, CancellationToken cancellationToken)
    {
        string? said = null;
        while (true)
        {
            try
            {
                _server = await kubernetes.GetVersionAsync(cancellationToken);
                return await Preflight.ProblemAsync(kubernetes, options.OperatorNamespace, cancellationToken)
                    ?? await Preflight.SigningProblemAsync(signing, cancellationToken);
            }
            catch (KubernetesException fault)
            {
                if (said != fault.Message)
                    Log.NotReachable(log, said = fault.Message);
            }
            await Task.Delay(BetweenLooks, time, cancellationToken);
        }
    }

    private async Task<WebhookServer?> StartWebhookAsync(
        IKubernetes kubernetes, InformerFactory informers, ClusterWatches watches, SigningKeys signing, Meter meter,
        ILoggerFactory loggers, List<Task> background, CancellationToken end)
    {
        if (options.WebhookListen is not { } listen)
            return null;
        var metrics = new WebhookMetrics(meter);
        var names = CertificateNames.OfService(OperatorNames.WebhookService, options.OperatorNamespace) with
        {
            Addresses = options.WebhookAddresses,
        };
        var certificates = new CertificateManager(
            new KubernetesCertificateStore(kubernetes, options.OperatorNamespace), names, options.CertificateLifetimes, time,
            metrics, loggers.CreateLogger<CertificateManager>());
        background.Add(certificates.RunAsync(end));
        var support = new ServerSupport(_server!, informers, options.Injection.Mode == SidecarModes.Auto);
        background.Add(support.RunAsync(end));
        TellImage(loggers.CreateLogger<PodReviews>());
        var namespaces = new NamespaceRegister(watches);
        var injections = new InjectionMetrics(meter);
        PodReviews Pods(Func<string, NamespaceFacts> namespaceOf) => new(
            namespaceOf, () => options.Injection with { ConfigKey = signing.Current.PublicKeys }, () => support.Current,
            injections, loggers.CreateLogger<PodReviews>());
        var endpoint = new AdmissionEndpoint(
            new Dictionary<string, IAdmissionHandler>
            {
                [ResourceReviews.Path] = new ResourceReviews(
                    new ResourceAdmission(new ClusterAdmissionContext(watches), time), metrics,
                    loggers.CreateLogger<ResourceReviews>()),
                [PodReviews.Path] = Pods(namespaces.Of),
                [PodReviews.NamespacePath] = Pods(namespaces.Labelled),
            },
            time, metrics, loggers.CreateLogger<AdmissionEndpoint>());
        return await WebhookServer.StartAsync(
            new WebhookOptions { Address = listen.Address, Port = listen.Port }, certificates, endpoint, loggers, end);
    }

    /// <summary>A replica that was never ready isn't called by anybody.</summary>
    private Task LeaveAsync(WebhookServer? webhook, bool wasReady, IKubernetes kubernetes, ILoggerFactory loggers) =>
        webhook is null ? Task.CompletedTask
        : wasReady ? new WebhookDrain(
            kubernetes, options.OperatorNamespace, options.Instance, time, loggers.CreateLogger<WebhookDrain>()).RunAsync(webhook)
        : webhook.StopAsync(CancellationToken.None);

    private void TellImage(ILogger log)
    {
        var settings = options.Injection;
        if (settings.Image is null)
            Log.NoSidecarImage(log);
        else if (!settings.IsPinned)
            Log.SidecarImageNotPinned(log, settings.Image);
        if (settings.Image is not null)
            Log.Injecting(log, settings.Image, settings.Mode);
    }

    private Task PauseAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        Task.Delay(delay, time, cancellationToken).ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>The log and own telemetry, which begin before everything else and end after it.</summary>
    private static IHost BuildHost(Meter meter)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.AddTelemetry(
            new TelemetrySource
            {
                ServiceName = "k8srouter-operator",
                ServiceVersion = Version,
                Meter = meter,
                SpanSource = OperatorTraces.SourceName,
            },
            Environment.GetEnvironmentVariables());
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        return builder.Build();
    }
}
