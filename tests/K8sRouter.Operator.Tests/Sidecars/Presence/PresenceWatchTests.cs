using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Controllers;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Sidecars.Presence;
using K8sRouter.Operator.Sources.Cluster;
using K8sRouter.Operator.Tests.Kubernetes;
using K8sRouter.Operator.Tests.Sidecars.Completion;
using K8sRouter.Operator.Webhooks.Registration;
using K8sRouter.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Sidecars.Presence;

/// <summary>The driver over a server in memory. What the server selects, the tests against a real one see.</summary>
public sealed class PresenceWatchTests : IAsyncDisposable
{
    private const string Image = "k8srouter-sidecar@sha256:1";

    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly FakeKubernetes _server = new();
    private readonly RecordedEvents _events = new();
    private readonly CapturingLogger _log = new();
    private readonly List<string> _changed = [];
    private readonly CancellationTokenSource _end = new();
    private readonly ClusterWatches _cluster;
    private readonly PresenceWatch _watch;
    private Task _watching = Task.CompletedTask;
    private RegistrationFault? _fault;

    public PresenceWatchTests()
    {
        var informers = new InformerFactory(_server, _clock, NullLoggerFactory.Instance);
        _cluster = new ClusterWatches(informers, "k8srouter-system");
        _watch = new PresenceWatch(_cluster, informers, _events, Image, _clock, _log)
        {
            Changed = _changed.Add,
            RegistrationOf = _ => _fault,
        };
    }

    public async ValueTask DisposeAsync()
    {
        _watch.Stop();
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    [Fact]
    public async Task Pods_are_counted_and_the_server_asked_for_those_without_a_sidecar()
    {
        PutNamespace("enabled");
        _server.Put(BarePod.Of("bare"));
        _server.Put(BarePod.Of("skipped", annotations: "k8srouter.io/injection-skipped=PortTaken"));
        _server.Put(BarePod.Of("out", "k8srouter.io/inject=disabled"));
        _server.Put(BarePod.Of("host", hostNetwork: true));
        _server.Put(BarePod.Of("old", "k8srouter.io/sidecar=injected", "k8srouter.io/sidecar-image=k8srouter-sidecar@sha256:0"));
        _server.Put(BarePod.Of("new", "k8srouter.io/sidecar=injected", $"k8srouter.io/sidecar-image={Image}"));
        await KnownAsync();

        await LookUntilKnownAsync();

        var view = _watch.Of("team-a");
        Assert.Equal((2, 1, 1, 1), (view.Injected, view.Outdated.Count, view.Missing.Count, view.Skipped.Count));
        Assert.Equal("skipped: PortTaken", view.Skipped.Names);
        Assert.Equal(("out", "host", 3), (view.OptedOut.Names, view.HostNetwork.Names, view.LeftWithout));
        Assert.Equal(["team-a"], _changed);
        Assert.Contains(_server.Lists, list => list.Namespace == "team-a"
            && list.LabelSelector == "k8srouter.io/sidecar!=injected");
        Assert.Equal(("bare", PodEventReasons.SidecarMissing), Assert.Single(_events.Told) is var told ? (told.Name, told.Reason) : default);
    }

    [Fact]
    public async Task Every_pod_is_told_once_and_many_of_them_at_a_bounded_pace()
    {
        PutNamespace("enabled");
        for (var i = 0; i < 120; i++)
            _server.Put(BarePod.Of($"web-{i}"));
        await KnownAsync();
        var result = await LookUntilKnownAsync();

        Assert.Equal(50, _events.Told.Count);
        for (var look = 0; look < 10; look++)
        {
            if (result.RequeueAfter is { } wait)
                _clock.Advance(wait);
            result = await _watch.LookAsync("team-a");
        }

        Assert.Null(result.RequeueAfter);
        Assert.Equal(120, _events.Told.Count);
        Assert.Equal(120, _events.Told.Select(told => told.Name).Distinct().Count());
        Assert.All(_events.Told, told => Assert.Equal(EventType.Warning, told.Type));
        Assert.Equal(["team-a"], _changed);
    }

    [Theory]
    [InlineData(5, "the operator wasn't asked about it, as the MutatingWebhookConfiguration k8srouter-injection doesn't exist. ")]
    [InlineData(-5, "it was created before it was asked for, or while the webhook wasn't registered")]
    public async Task A_pod_that_nobody_was_asked_about_is_told_so_and_an_older_one_what_may_be(int seconds, string cause)
    {
        PutNamespace("enabled");
        _fault = new RegistrationFault(ConditionReasons.WebhookMissing, "the MutatingWebhookConfiguration k8srouter-injection doesn't exist") { Since = _clock.GetUtcNow() };
        var pod = BarePod.Of("bare");
        _server.Put(pod with { Metadata = pod.Metadata with { CreationTimestamp = _clock.GetUtcNow() + TimeSpan.FromSeconds(seconds) } });
        await KnownAsync();

        await LookUntilKnownAsync();

        Assert.Contains(cause, Assert.Single(_events.Told).Note, StringComparison.Ordinal);
        Assert.Same(_fault, _watch.Of("team-a").Webhook);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("Enabled", true)]
    [InlineData("", true)]
    [InlineData("disabled", false)]
    [InlineData("enabled", false)]
    public async Task A_label_of_a_namespace_that_means_nothing_is_told_once_for_each_value(string value, bool isTold)
    {
        PutNamespace(value);
        await KnownAsync();

        await _watch.LookAsync("team-a");
        await _watch.LookAsync("team-a");

        Assert.Equal(isTold ? 1 : 0, _events.Told.Count);
        Assert.Equal(isTold ? 1 : 0, _log.Count(5513));
        if (!isTold)
            return;
        Assert.Equal(("team-a", EventType.Warning, ConditionReasons.NamespaceLabelInvalid), (_events.Told[0].Name, _events.Told[0].Type, _events.Told[0].Reason));
        Assert.Contains($"has the value \"{value}\"", _events.Told[0].Note, StringComparison.Ordinal);
        Assert.Contains("kubectl label namespace team-a k8srouter.io/inject=enabled --overwrite", _events.Told[0].Note, StringComparison.Ordinal);

        PutNamespace(value + "x");
        await Soon.Holds(() => _cluster.Namespaces.Get(null, "team-a")!.Metadata.Labels!["k8srouter.io/inject"] == value + "x", "the change is known");
        await _watch.LookAsync("team-a");
        Assert.Equal(2, _events.Told.Count);
    }

    [Fact]
    public async Task A_namespace_that_takes_no_part_has_nothing_watched()
    {
        PutNamespace("disabled");
        _server.Put(BarePod.Of());
        await KnownAsync();
        var lists = _server.Lists.Count;

        Assert.Null((await _watch.LookAsync("team-a")).RequeueAfter);

        Assert.Same(PresenceView.Unknown, _watch.Of("team-a"));
        Assert.Equal(lists, _server.Lists.Count);
        Assert.Empty(_events.Told);
    }

    private void PutNamespace(string inject) => _server.Put(new V1Namespace
    {
        Metadata = new V1ObjectMeta
        {
            Name = "team-a",
            Uid = "uid-team-a",
            Labels = new Dictionary<string, string> { ["k8srouter.io/inject"] = inject },
        },
    });

    private async Task KnownAsync()
    {
        _watching = _cluster.RunAsync(_end.Token);
        await Soon.Holds(() => _cluster.HasSynced, "everything is known");
    }

    private async Task<ReconciliationResult> LookUntilKnownAsync()
    {
        var result = await _watch.LookAsync("team-a");
        while (!_watch.Of("team-a").IsKnown)
        {
            await Soon.Settle();
            result = await _watch.LookAsync("team-a");
        }
        return result;
    }
}
