using System.Net;
using System.Text;
using k8s.Models;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Tests.Kubernetes;
using K8sRouter.Operator.Tests.Webhooks.Admission;
using K8sRouter.Operator.Tests.Webhooks.Certificates;
using K8sRouter.Operator.Webhooks;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Webhooks;

/// <summary>The end of a replica while the API server goes on calling it.</summary>
public sealed class WebhookDrainTests : IAsyncLifetime
{
    private const int StillAddressed = 5405;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly FakeKubernetes _server = new();
    private readonly CapturingLogger _log = new();
    private readonly MemoryCertificateStore _store = new();
    private WebhookHouse _house = null!;

    public async Task InitializeAsync() => _house = await WebhookHouse.StartAsync(_store);

    public async Task DisposeAsync() => await _house.DisposeAsync();

    [Fact]
    public async Task Calls_are_answered_until_the_service_leads_elsewhere_and_each_answer_ends_its_connection()
    {
        PutEndpoints("operator-0", "operator-1");
        var ending = Drain().RunAsync(_house.Server);
        await Soon.Advance(_clock, TimeSpan.FromSeconds(10));

        Assert.True(await AskAsync());
        PutEndpoints("operator-1");
        await Soon.Advance(_clock, WebhookDrain.Propagation - Step);
        Assert.True(await AskAsync(), "nodes don't know it yet");

        await Soon.Holds(_clock, Step, () => ending.IsCompleted, "the server ends");
        await ending;
        await Assert.ThrowsAsync<HttpRequestException>(AskAsync);
        Assert.Equal(0, _log.Count(StillAddressed));
    }

    [Fact]
    public async Task A_service_that_never_leads_elsewhere_is_waited_for_within_a_bound_and_said()
    {
        PutEndpoints("operator-0");

        var ending = Drain().RunAsync(_house.Server);

        var took = await Soon.Holds(_clock, Step, () => ending.IsCompleted, "the server ends");
        Assert.InRange(took, WebhookDrain.Longest, WebhookDrain.Longest + WebhookDrain.Propagation + TimeSpan.FromSeconds(2));
        Assert.Equal(1, _log.Count(StillAddressed));
    }

    [Fact]
    public async Task What_cant_be_asked_counts_as_leading_here()
    {
        _server.Before = (_, _) => throw FakeKubernetes.Unreachable();

        var ending = Drain().RunAsync(_house.Server);

        Assert.InRange(await Soon.Holds(_clock, Step, () => ending.IsCompleted, "the server ends"), WebhookDrain.Longest, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Where_no_service_leads_here_nothing_is_waited_for_but_what_nodes_take()
    {
        var ending = Drain().RunAsync(_house.Server);

        Assert.InRange(await Soon.Holds(_clock, Step, () => ending.IsCompleted, "the server ends"), WebhookDrain.Propagation, TimeSpan.FromSeconds(5));
    }

    private WebhookDrain Drain() => new(_server, "k8srouter-system", "operator-0", _clock, _log);

    /// <summary>A review over a connection of its own; whether its answer ends the connection.</summary>
    private async Task<bool> AskAsync()
    {
        using var client = WebhookHouse.Client(_store.Bundle);
        var review = Review.Of(Review.Object("{apiVersion: k8srouter.io/v1alpha1, kind: WorkspacePrivacyPolicy, metadata: {name: default, namespace: team-a}, spec: {region: Us}}"));
        using var answer = await client.PostAsync(_house.Validate, new StringContent(review.ToJsonString(), Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.ConnectionClose is true;
    }

    private void PutEndpoints(params string[] pods) => _server.Put(new V1Endpoints
    {
        Metadata = new() { Name = "k8srouter-webhook", NamespaceProperty = "k8srouter-system" },
        Subsets = [new() { Addresses = [.. pods.Select(pod => new V1EndpointAddress { TargetRef = new V1ObjectReference { Kind = "Pod", Name = pod } })] }],
    });
}
