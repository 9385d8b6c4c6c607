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

    [Theory]
    [InlineData("list", HttpStatusCode.NotFound, "apply the CustomResourceDefinitions first (operator/deploy)")]
    [InlineData("list", HttpStatusCode.Forbidden, "may not list modelproviders.k8srouter.io: bind its ServiceAccount")]
    [InlineData("get", HttpStatusCode.Forbidden, "may not get validatingwebhookconfigurations.admissionregistration.k8s.io: bind")]
    public async Task What_is_missing_is_said_with_what_to_do(string verb, HttpStatusCode status, string expected)
    {
        _server.Before = (call, _) => call == verb ? throw FakeKubernetes.Refusal(status) : Task.CompletedTask;
        Assert.Contains(expected, await ProblemAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_installation_is_named_by_its_namespace()
    {
        InstalledIn("other-system");
        Assert.Contains("another operator is installed in namespace other-system", await ProblemAsync(), StringComparison.Ordinal);
    }

    private void InstalledIn(string ns) => _server.Put(new V1ValidatingWebhookConfiguration
    {
        Metadata = new V1ObjectMeta { Name = "k8srouter" },
        Webhooks = [new() { Name = "validate.k8srouter.io", ClientConfig = new() { Service = new() { NamespaceProperty = ns, Name = "k8srouter-webhook" } } }],
    });

    private Task<string?> ProblemAsync() => Preflight.ProblemAsync(_server, Own, CancellationToken.None);
}
