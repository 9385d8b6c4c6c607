using System.Net;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Hosting;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Tests.Kubernetes;

namespace K8sRouter.Operator.Tests.Hosting;

public sealed class PreflightTests
{
    private const string Own = "k8srouter-system";

    private readonly FakeKubernetes _server = new();

    public PreflightTests()
    {
        foreach (var name in Preflight.Definitions.Split(','))
            Define(name, served: true);
    }

    [Fact]
    public async Task Nothing_is_wrong_with_a_cluster_that_is_set_up()
    {
        InstalledIn(Own);
        Assert.Null(await ProblemAsync());
    }

    [Fact]
    public async Task A_server_that_is_too_old_is_named_with_what_is_needed()
    {
        _server.Version = new(1, 19, "v1.19.16");
        Assert.Equal("the API server is v1.19.16; 1.20 or newer is needed.", await ProblemAsync());
    }

    [Fact]
    public async Task A_missing_definition_is_named_with_what_to_do()
    {
        _server.Remove<V1CustomResourceDefinition>(null, "observabilitydestinations.k8srouter.io");

        Assert.Equal(
            "the cluster doesn't serve v1alpha1 of observabilitydestinations.k8srouter.io: apply the CustomResourceDefinitions of "
            + "this version of the operator first (operator/deploy).",
            await ProblemAsync());
    }

    [Fact]
    public async Task A_definition_of_another_version_is_named()
    {
        Define("modelproviders.k8srouter.io", served: false);

        Assert.StartsWith("the cluster doesn't serve v1alpha1 of modelproviders.k8srouter.io", await ProblemAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list", "may not read modelproviders.k8srouter.io and their CustomResourceDefinitions: bind its ServiceAccount")]
    [InlineData("get", "may not read modelproviders.k8srouter.io and their CustomResourceDefinitions: bind its ServiceAccount")]
    public async Task Missing_rights_are_said_with_what_to_do(string verb, string expected)
    {
        _server.Before = (call, _) => call == verb ? throw FakeKubernetes.Refusal(HttpStatusCode.Forbidden) : Task.CompletedTask;
        Assert.Contains(expected, await ProblemAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_installation_is_named_by_its_namespace()
    {
        InstalledIn("other-system");
        Assert.Contains("another operator is installed in namespace other-system", await ProblemAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_installation_that_injects_is_named_too()
    {
        InstalledIn(Own);
        _server.Put(new V1MutatingWebhookConfiguration
        {
            Metadata = new() { Name = "k8srouter-injection" },
            Webhooks = [new() { Name = "pod.inject.k8srouter.io", ClientConfig = new() { Service = new() { NamespaceProperty = "other-system", Name = "k8srouter-webhook" } } }],
        });

        Assert.Equal(
            "another operator is installed in namespace other-system: the MutatingWebhookConfiguration k8srouter-injection leads there. Remove one of the two.",
            await ProblemAsync());
    }

    private void Define(string name, bool served) => _server.Put(new V1CustomResourceDefinition
    {
        Metadata = new() { Name = name },
        Spec = new() { Versions = [new() { Name = "v1alpha1", Served = served }] },
    });

    private void InstalledIn(string ns) => _server.Put(new V1ValidatingWebhookConfiguration
    {
        Metadata = new() { Name = "k8srouter" },
        Webhooks = [new() { Name = "validate.k8srouter.io", ClientConfig = new() { Service = new() { NamespaceProperty = ns, Name = "k8srouter-webhook" } } }],
    });

    private Task<string?> ProblemAsync() => Preflight.ProblemAsync(_server, Own, CancellationToken.None);
}
