using K8sRouter.Core.Configuration;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Controllers;
using K8sRouter.Operator.Controllers.ModelProviders;
using K8sRouter.Operator.Controllers.ObservabilityDestinations;
using K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Delivery.Cluster;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Queues;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Sidecars.Completion;
using K8sRouter.Operator.Sidecars.Presence;
using K8sRouter.Operator.Signing;
using K8sRouter.Operator.Sources.Cluster;
using K8sRouter.Operator.Sources.Cluster.Deletions;
using K8sRouter.Operator.Webhooks.Registration;

namespace K8sRouter.Operator.Hosting;

/// <summary>
/// The work of the leader: 1. workspaces are compiled and delivered; 2. what became of them, and what their sidecars say, goes
/// into the statuses of policies and destinations; 3. providers have a status of their own; 4. pods are looked after that lack a
/// sidecar, or that wait for theirs to end.
/// </summary>
internal sealed class ClusterControllers : IDisposable
{
    private readonly ClusterWatches _cluster;
    private readonly WorkspaceWatches _watches;
    private readonly SidecarWatch _sidecars;
    private readonly SigningKeys _signing;
    private readonly SigningRotation _rotation;
    private readonly ForeignWriters _foreign;
    private readonly WorkQueue<string> _workspaces;
    private readonly EntityQueue<WorkspacePrivacyPolicy> _policies;
    private readonly EntityQueue<ObservabilityDestination> _destinations;
    private readonly EntityQueue<ModelProvider> _providers;
    private readonly PresenceWatch _presence;
    private readonly WorkQueue<string> _presences;
    private readonly PodCompletion _completion;
    private readonly WorkQueue<ResourceKey> _completions;
    private readonly ClusterTriggers _triggers;

    public ClusterControllers(
        ClusterOptions options, ClusterWatches cluster, IKubernetes kubernetes, InformerFactory informers, IEventRecorder events,
        SidecarWatch sidecars, SidecarClient client, SigningKeys signing, DeletionTracker deletions,
        WebhookRegistration? registration, TimeProvider time, ILoggerFactory loggers)
    {
        _cluster = cluster;
        _sidecars = sidecars;
        _signing = signing;
        _rotation = new SigningRotation(signing, cluster, sidecars, time, loggers.CreateLogger<SigningKeys>());
        _foreign = new ForeignWriters(events, time);
        var queueLog = loggers.CreateLogger("K8sRouter.Operator.Queues");
        var validity = new ValidityCache();
        var secrets = new SecretReader(kubernetes);
        var statuses = new StatusWriter(kubernetes, events);
        var states = new WorkspaceStates(sidecars.Of, cluster.IsNoWorkspace) { Signing = () => signing.Summary };
        var access = new WorkspaceAccess(kubernetes, cluster.Bindings, options.OperatorNamespace, options.ServiceAccount);

        // 1.
        _watches = new WorkspaceWatches(informers, change => _triggers!.Changed(change));
        var inputs = new ClusterInputs(cluster, _watches, access, deletions, secrets, validity, time);
        var delivery = new ClusterWithdrawal(
            new ClusterDelivery(
                kubernetes, _watches.Delivered, new EnvelopeSigner(() => signing.Current, time), _foreign, IsReplayed, events),
            cluster, _watches, access, secrets);
        var observer = new FreezeEvents(
            states, events, options.OperatorNamespace, loggers.CreateLogger("K8sRouter.Operator.Workspaces"));
        var controller = new WorkspaceController(inputs, delivery, observer, time);
        _workspaces = new WorkQueue<string>(
            (workspace, cancellationToken) => OperatorTraces.RunAsync(
                "workspaces", workspace, () => controller.ReconcileAsync(workspace, cancellationToken)),
            new WorkQueueOptions<string>
            {
                Name = "workspaces",
                Workers = options.Workers,
                StillExists = name => cluster.WorkspaceNamed(name) is not null,
            },
            time, Random.Shared, queueLog);
        _triggers = new ClusterTriggers(cluster, _workspaces);
        deletions.Changed = _triggers.DeletionsChanged;

        // 2.
        _policies = new(
            cluster.Policies,
            new WorkspacePrivacyPolicyController(states, validity, statuses, options.OperatorNamespace, time),
            "policies", time, queueLog);
        _destinations = new(
            cluster.Destinations, new ObservabilityDestinationController(states, validity, statuses, time),
            "destinations", time, queueLog);
        states.Changed = workspace =>
        {
            sidecars.Follow(workspace);
            TellStatuses(workspace);
        };
        sidecars.Changed = workspace =>
        {
            TellStatuses(workspace);
            if (IsReplayed(workspace))
                _workspaces.Add(workspace);
        };
        sidecars.TargetOf = states.TargetOf;

        // 3.
        _providers = new(
            cluster.Providers, new ModelProviderController(cluster, secrets, validity, statuses, time),
            "providers", time, queueLog);

        // 4.
        _presence = new PresenceWatch(
            cluster, informers, events, options.Injection.Image, time, loggers.CreateLogger<PresenceWatch>())
        {
            Changed = TellStatuses,
            RegistrationOf = labels => registration?.Of(labels),
        };
        states.PresenceOf = _presence.Of;
        _presences = new WorkQueue<string>(
            (workspace, _) => OperatorTraces.RunAsync("presence", workspace, () => _presence.LookAsync(workspace)),
            new WorkQueueOptions<string>
            {
                Name = "presence",
                Workers = 1,
                StillExists = name => cluster.WorkspaceNamed(name) is not null,
            },
            time, Random.Shared, queueLog);
        if (registration is not null)
            registration.Changed = TellPresences;
        _completion = new PodCompletion(
            cluster.Pods, client.QuitAsync, new AdminTokens(kubernetes).OfAsync, events, time,
            loggers.CreateLogger<PodCompletion>());
        _completions = new WorkQueue<ResourceKey>(
            (pod, cancellationToken) => OperatorTraces.RunAsync(
                "completions", pod.ToString(), () => _completion.ReconcileAsync(pod, cancellationToken)),
            new WorkQueueOptions<ResourceKey> { Name = "completions", Workers = 8, StillExists = _completion.IsWanted },
            time, Random.Shared, queueLog);
    }

    /// <summary>How often somebody else wrote what was delivered, by kind of object.</summary>
    public IReadOnlyDictionary<string, long> ForeignWrites => _foreign.Counts;

    /// <summary>What is known of pods that lack a sidecar or have an older one, by workspace.</summary>
    public IEnumerable<PresenceView> Presence => _presence.All;

    /// <summary>What came of telling sidecars to end.</summary>
    public IReadOnlyDictionary<QuitOutcome, long> Quits => _completion.Outcomes;

    /// <summary>The queues by name, for metrics.</summary>
    public IEnumerable<KeyValuePair<string, WorkQueueStatistics>> Queues =>
    [
        new("workspaces", _workspaces.Statistics), new("policies", _policies.Statistics),
        new("destinations", _destinations.Statistics), new("providers", _providers.Statistics),
        new("presence", _presences.Statistics), new("completions", _completions.Statistics),
    ];

    /// <summary>Works until cancelled. Everything must have been synced.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<IDisposable> subscriptions =
        [
            .. _triggers.Subscribe(), .. _presence.Subscribe(_presences), _completion.Subscribe(_completions),
        ];
        var platform = _cluster.PlatformSecrets.Subscribe(_ => TellProviders());
        _signing.Changed = SignAgain;
        try
        {
            await TaskGroup.RunAsync(
                [
                    _workspaces.RunAsync, _policies.RunAsync, _destinations.RunAsync, _providers.RunAsync, _sidecars.RunAsync,
                    _presences.RunAsync, _completions.RunAsync, _rotation.RunAsync,
                ],
                cancellationToken);
        }
        finally
        {
            foreach (var subscription in subscriptions.Append(platform))
                subscription.Dispose();
            _watches.StopAll();
            _presence.Stop();
        }
    }

    public void Dispose()
    {
        _workspaces.Dispose();
        _policies.Dispose();
        _destinations.Dispose();
        _providers.Dispose();
        _presences.Dispose();
        _completions.Dispose();
    }

    private bool IsReplayed(string workspace) =>
        _sidecars.Of(workspace).Any(sidecar => sidecar.Refusal == ConfigRefusalCodes.Replayed);

    private void SignAgain()
    {
        foreach (var workspace in _cluster.Workspaces())
            _workspaces.Add(workspace);
    }

    private void TellStatuses(string workspace)
    {
        if (_cluster.PolicyOf(workspace) is { } policy)
            _policies.Add(policy);
        foreach (var destination in _cluster.Destinations.ByIndex(ClusterWatches.ByNamespace, workspace))
            _destinations.Add(destination);
    }

    private void TellPresences()
    {
        foreach (var workspace in _cluster.Workspaces())
            _presences.Add(workspace);
    }

    private void TellProviders()
    {
        foreach (var provider in _cluster.Providers.Items.Where(provider => provider.Spec.Auth?.Credential is not null))
            _providers.Add(provider);
    }
}
