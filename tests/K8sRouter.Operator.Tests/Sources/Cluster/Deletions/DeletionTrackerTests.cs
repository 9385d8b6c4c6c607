using System.Net;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Sources.Cluster;
using K8sRouter.Operator.Sources.Cluster.Deletions;
using K8sRouter.Operator.Tests.Compilation;
using K8sRouter.Operator.Tests.Kubernetes;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Sources.Cluster.Deletions;

[Collection(ClockCollection.Name)]
public sealed class DeletionTrackerTests : IAsyncDisposable
{
    private const string Policies = "workspaceprivacypolicies.k8srouter.io";
    private const string Providers = "modelproviders.k8srouter.io";
    private const string Destinations = "observabilitydestinations.k8srouter.io";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private readonly FakeTimeProvider _time = Clocks.Noon();
    private readonly FakeKubernetes _server = new();
    private readonly CapturingLogger _log = new();
    private readonly CancellationTokenSource _end = new();
    private readonly List<string> _changed = [];
    private readonly ClusterWatches _cluster;
    private readonly DeletionTracker _tracker;
    private Task _running = Task.CompletedTask;

    public DeletionTrackerTests()
    {
        var informers = new InformerFactory(_server, _time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        _cluster = new ClusterWatches(informers, Given.System);
        _tracker = new DeletionTracker(_cluster, _server, _time, _log)
        {
            Changed = workspace =>
            {
                lock (_changed)
                    _changed.Add(workspace ?? "*");
            },
        };
        foreach (var definition in new[] { Policies, Providers, Destinations })
            PutDefinition(definition, Given.Now.AddDays(-30));
        foreach (var name in new[] { Given.System, Given.Team })
            PutNamespace(name, Given.Now.AddDays(-20));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    [Fact]
    public async Task A_policy_that_is_deleted_by_itself_counts_and_its_workspace_is_looked_at()
    {
        PutPolicy(Given.Team);
        await SyncedAsync();

        _server.Remove<WorkspacePrivacyPolicy>(Given.Team, "default");

        await Soon.Holds(() => _tracker.OfPolicy(Given.Team)?.Cause == DeletionCause.ByItself, "decided");
        Assert.Equal($"uid-of-{Given.Team}", _tracker.OfPolicy(Given.Team)!.Object.Uid);
        Assert.Contains(Given.Team, Changed());
        Assert.False(_tracker.IsOpen(Given.Team));
        Assert.Null(_tracker.Unavailable);
    }

    [Fact]
    public async Task One_that_goes_with_its_definition_does_not_and_freezes_all_even_when_the_definition_is_back()
    {
        PutPolicy(Given.Team);
        PutPolicy(Given.System);
        await SyncedAsync();

        PutDefinition(Policies, Given.Now.AddDays(-30), deleted: true);
        _server.Remove<WorkspacePrivacyPolicy>(Given.Team, "default");

        await Soon.Holds(() => _tracker.OfPolicy(Given.Team)?.Cause == DeletionCause.WithDefinition, "decided");
        Assert.Equal("DefinitionUnavailable", _tracker.Unavailable!.Reason);
        Assert.Contains($"The CustomResourceDefinition {Policies} is being deleted", _tracker.Unavailable.Message, StringComparison.Ordinal);
        Assert.Equal(1, _log.Count(5700));
        Assert.Contains("*", Changed());

        _server.Remove<PartialObjectMetadata<V1CustomResourceDefinition>>(null, Policies);
        await LaterAsync(() => _tracker.Unavailable!.Message.Contains("doesn't exist", StringComparison.Ordinal));
        PutDefinition(Policies, Given.Now.AddMinutes(1));
        await LaterAsync(() => _tracker.Unavailable is null);
        Assert.Equal(1, _log.Count(5701));
        Assert.Equal(DeletionCause.WithDefinition, _tracker.OfPolicy(Given.Team)!.Cause);
    }

    [Fact]
    public async Task One_that_goes_with_a_definition_that_is_back_already_went_with_the_one_before()
    {
        PutPolicy(Given.System);
        await SyncedAsync();

        PutDefinition(Policies, Given.Now.AddMinutes(1));
        _server.Remove<WorkspacePrivacyPolicy>(Given.System, "default");

        await Soon.Holds(() => _tracker.OfPolicy(Given.System)?.Cause == DeletionCause.WithDefinition, "decided");
        Assert.Contains("*", Changed());
    }

    [Fact]
    public async Task A_floor_that_goes_with_its_namespace_does_not_count()
    {
        PutPolicy(Given.System);
        await SyncedAsync();

        PutNamespace(Given.System, Given.Now.AddDays(-20), deleted: true);
        _server.Remove<WorkspacePrivacyPolicy>(Given.System, "default");

        await Soon.Holds(() => _tracker.OfPolicy(Given.System)?.Cause == DeletionCause.WithNamespace, "decided");
    }

    [Fact]
    public async Task A_workspace_that_is_deleted_and_made_anew_has_nothing_to_do_with_the_policy_of_the_one_before()
    {
        PutPolicy(Given.Team);
        await SyncedAsync();

        PutNamespace(Given.Team, Given.Now.AddDays(-20), deleted: true);
        _server.Remove<WorkspacePrivacyPolicy>(Given.Team, "default");
        await Soon.Holds(() => _tracker.OfPolicy(Given.Team)?.Cause == DeletionCause.WithNamespace, "decided");
        _server.Remove<V1Namespace>(null, Given.Team);

        await Soon.Holds(() => _tracker.OfPolicy(Given.Team) is null, "forgotten");
    }

    [Fact]
    public async Task One_that_a_later_list_lacks_was_not_seen_to_be_deleted()
    {
        PutPolicy(Given.Team);
        await SyncedAsync();

        _server.IsSilent = true;
        _server.Remove<WorkspacePrivacyPolicy>(Given.Team, "default");
        _server.Compact();
        _server.IsSilent = false;
        _server.EndWatches();

        await LaterAsync(() => _tracker.OfPolicy(Given.Team)?.Cause == DeletionCause.Unseen);
    }

    [Fact]
    public async Task While_the_definition_cannot_be_read_everything_is_frozen_and_it_is_decided_once_it_can()
    {
        PutPolicy(Given.Team);
        await SyncedAsync();

        _server.Before = (verb, _) => verb == "get" ? throw FakeKubernetes.Refusal(HttpStatusCode.Forbidden) : Task.CompletedTask;
        _server.Remove<WorkspacePrivacyPolicy>(Given.Team, "default");
        await Soon.Holds(() => _tracker.OfPolicy(Given.Team)?.Cause == DeletionCause.Unverified, "unverified");
        await Soon.Holds(() => _tracker.Unavailable is not null, "frozen");
        Assert.Contains("can't be read", _tracker.Unavailable!.Message, StringComparison.Ordinal);

        _server.Before = (_, _) => Task.CompletedTask;
        await LaterAsync(() => _tracker.OfPolicy(Given.Team)?.Cause == DeletionCause.ByItself && _tracker.Unavailable is null);
    }

    [Fact]
    public async Task A_kind_that_may_not_be_listed_any_more_freezes_all_and_keeps_what_is_known()
    {
        PutPolicy(Given.Team);
        await SyncedAsync();

        _server.Before = (verb, _) => verb is "watch" or "list" ? throw FakeKubernetes.Refusal(HttpStatusCode.Forbidden) : Task.CompletedTask;
        _server.EndWatches();

        await LaterAsync(() => _tracker.Unavailable is not null && Changed().Contains("*"));
        Assert.Contains("has objects that can't be listed", _tracker.Unavailable!.Message, StringComparison.Ordinal);
        Assert.NotNull(_cluster.PolicyOf(Given.Team));

        _server.Before = (_, _) => Task.CompletedTask;
        await LaterAsync(() => _tracker.Unavailable is null);
    }

    [Fact]
    public async Task What_is_created_again_is_there_and_what_was_decided_before_is_forgotten()
    {
        PutPolicy(Given.Team);
        await SyncedAsync();
        _server.Remove<WorkspacePrivacyPolicy>(Given.Team, "default");
        await Soon.Holds(() => _tracker.OfPolicy(Given.Team)?.Cause is not null, "decided");
        var version = _tracker.Version;

        PutPolicy(Given.Team);

        await Soon.Holds(() => _tracker.OfPolicy(Given.Team) is null, "forgotten");
        Assert.True(_tracker.Version > version);
    }

    [Fact]
    public async Task Nobody_finds_a_policy_absent_without_finding_the_note_that_it_went()
    {
        PutPolicy(Given.Team);
        await SyncedAsync();
        var hold = new TaskCompletionSource();
        _server.Before = (verb, _) => verb == "get" ? hold.Task : Task.CompletedTask;
        Deletion? found = null;
        using var listening = _cluster.Policies.Subscribe(change => found ??= change.New is null ? _tracker.OfPolicy(Given.Team) : null);

        _server.Remove<WorkspacePrivacyPolicy>(Given.Team, "default");

        await Soon.Holds(() => found is not null, "told");
        Assert.True(found!.IsOpen);
        Assert.True(_tracker.IsOpen(Given.Team));
        Assert.False(_tracker.IsOpen("another"));
        hold.SetResult();
        await Soon.Holds(() => !_tracker.IsOpen(Given.Team), "decided");
    }

    [Fact]
    public async Task Every_workspace_waits_until_it_is_known_how_a_provider_went()
    {
        _server.Put(Given.Provider());
        await SyncedAsync();
        var hold = new TaskCompletionSource();
        _server.Before = (verb, _) => verb == "get" ? hold.Task : Task.CompletedTask;

        _server.Remove<ModelProvider>(null, "good");

        await Soon.Holds(() => _tracker.IsOpen(Given.Team), "noted");
        hold.SetResult();
        await Soon.Holds(() => !_tracker.IsOpen(Given.Team), "decided");
        Assert.Null(_tracker.Unavailable);
    }

    [Fact]
    public void Nothing_is_compiled_before_the_definitions_were_read() => Assert.True(_tracker.IsOpen(Given.Team));

    private async Task SyncedAsync()
    {
        _running = Task.WhenAll(_cluster.RunAsync(_end.Token), _tracker.RunAsync(_end.Token));
        await Soon.Holds(() => _cluster.HasSynced && _server.OpenWatches == _cluster.All.Count && !_tracker.IsOpen(Given.Team), "synced");
    }

    private Task<TimeSpan> LaterAsync(Func<bool> condition) => Soon.Holds(_time, Step, condition);

    private string[] Changed()
    {
        lock (_changed)
            return [.. _changed];
    }

    private void PutPolicy(string ns)
    {
        var policy = Given.Policy(ns, new());
        _server.Put(policy with { Metadata = policy.Metadata with { Uid = $"uid-of-{ns}", CreationTimestamp = Given.Now } });
    }

    private void PutDefinition(string name, DateTimeOffset created, bool deleted = false) =>
        _server.Put(new PartialObjectMetadata<V1CustomResourceDefinition> { Metadata = Metadata(name, created, deleted) });

    private void PutNamespace(string name, DateTimeOffset created, bool deleted = false) =>
        _server.Put(new V1Namespace { Metadata = Metadata(name, created, deleted) });

    private static V1ObjectMeta Metadata(string name, DateTimeOffset created, bool deleted) => new()
    {
        Name = name,
        Uid = $"uid-of-{name}-{created:O}",
        CreationTimestamp = created,
        DeletionTimestamp = deleted ? Given.Now : null,
    };
}
