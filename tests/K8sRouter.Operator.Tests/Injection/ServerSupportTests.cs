using System.Net;
using K8sRouter.Operator.Injection;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Tests.Kubernetes;
using K8sRouter.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Operator.Tests.Injection;

public sealed class ServerSupportTests
{
    private readonly FakeKubernetes _server = new();

    [Theory]
    [InlineData("v1.29.0", true)]
    [InlineData("v1.33.1-gke.1000", true)]
    [InlineData("v2.0.0", true)]
    [InlineData("v1.28.9+k3s1", false)]
    [InlineData("v1.14.3-vk-azure-aci-v1.6", false)]
    [InlineData("1.30", true)]
    [InlineData("", false)]
    [InlineData("latest", false)]
    [InlineData(null, false)]
    public void A_kubelet_is_judged_by_its_version_whatever_its_vendor_puts_behind_it(string? version, bool native) =>
        Assert.Equal(native, ServerSupport.HasNativeSidecars(version));

    [Fact]
    public async Task Before_the_nodes_are_listed_nothing_is_said_and_then_the_oldest_kubelet_decides()
    {
        _server.Put(Node("a", "v1.30.1"));
        var support = Support(30);
        Assert.False(support.Current.IsKnown);
        using var end = new CancellationTokenSource();
        var running = support.RunAsync(end.Token);

        await Soon.Holds(() => support.Current is { IsKnown: true, NoNative: null });
        _server.Put(Node("b", "v1.28.3"));
        await Soon.Holds(() => support.Current.NoNative == "the kubelet of b is v1.28.3");
        _server.Put(Node("b", "v1.29.0"));
        await Soon.Holds(() => support.Current.NoNative is null);

        await end.CancelAsync();
        await Task.WhenAny(running);
    }

    [Fact]
    public void Of_an_old_server_the_nodes_arent_even_asked() =>
        Assert.Equal("the API server is v1.28.0", Support(28).Current.NoNative);

    [Fact]
    public void Where_the_operator_was_told_the_mode_the_nodes_dont_matter() =>
        Assert.Equal((true, null), (Support(30, asksNodes: false).Current.IsKnown, Support(30, asksNodes: false).Current.NoNative));

    [Fact]
    public async Task Where_the_nodes_cant_be_listed_sidecars_are_classic()
    {
        _server.Before = (_, _) => throw FakeKubernetes.Refusal(HttpStatusCode.Forbidden);
        var support = Support(30);
        using var end = new CancellationTokenSource();
        var running = support.RunAsync(end.Token);

        await Soon.Holds(() => support.Current.NoNative == "the nodes can't be listed");

        await end.CancelAsync();
        await Task.WhenAny(running);
    }

    private ServerSupport Support(int minor, bool asksNodes = true) => new(
        new(1, minor, $"v1.{minor}.0"), new InformerFactory(_server, Clocks.Noon(), NullLoggerFactory.Instance), asksNodes);

    private static V1Node Node(string name, string version) => new()
    {
        Metadata = new() { Name = name },
        Status = new() { NodeInfo = new() { KubeletVersion = version } },
    };
}
