using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Examples;

[Collection(ClusterCollection.Name)]
public sealed class WorkloadTests(TestCluster cluster) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>A policy makes a workspace, which other tests' operators would work on.</summary>
    public Task DisposeAsync() => cluster.ClearAsync();

    [Fact]
    public async Task The_gateway_is_applied_as_one_and_a_second_apply_would_change_nothing()
    {
        string folder = Repository.File("examples/workloads/gateway");

        string applied = (await cluster.KubectlAsync("apply", "-k", folder)).OrThrow();

        Assert.Contains("statefulset.apps/k8srouter-gateway created", applied, StringComparison.Ordinal);
        Assert.Equal("", (await cluster.KubectlAsync("diff", "-k", folder)).OrThrow());
    }

    [Theory]
    [InlineData("deployment.yaml", "team-a")]
    [InlineData("job.yaml", "team-a")]
    [InlineData("gateway-only.yaml", "team-b")]
    public async Task Every_workload_is_accepted(string file, string space)
    {
        await cluster.ApplyAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {space}}}");

        (await cluster.KubectlAsync(
            "apply", "--dry-run=server", "-f", Repository.File($"examples/workloads/{file}"))).OrThrow();
    }
}
