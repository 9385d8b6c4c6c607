using K8sRouter.Operator.Hosting;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Tests.Kubernetes;

namespace K8sRouter.Operator.Tests.Hosting;

public sealed class PreflightTests
{
    private readonly FakeKubernetes _kubernetes = new();

    public PreflightTests()
    {
        foreach (var name in Preflight.Definitions.Split(','))
            Define(name, served: true);
    }

    [Fact]
    public async Task A_cluster_that_serves_the_three_kinds_will_do() => Assert.Null(await ProblemAsync());

    [Fact]
    public async Task A_missing_definition_is_named_with_what_to_do()
    {
        _kubernetes.Remove<V1CustomResourceDefinition>(null, "observabilitydestinations.k8srouter.io");

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

    private void Define(string name, bool served) => _kubernetes.Put(new V1CustomResourceDefinition
    {
        Metadata = new() { Name = name },
        Spec = new() { Versions = [new() { Name = "v1alpha1", Served = served }] },
    });

    private Task<string?> ProblemAsync() => Preflight.ProblemAsync(_kubernetes, "k8srouter-system", CancellationToken.None);
}
