using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>Whose logs are whose.</summary>
[Collection(ClusterCollection.Name)]
public sealed class WorkspaceIdTests(TestCluster cluster, LeadingOperator leading) : IClassFixture<LeadingOperator>
{
    [Fact]
    public async Task A_namespace_that_takes_anothers_id_by_annotation_keeps_its_own()
    {
        var owner = await leading.WorkspaceAsync();
        var uid = (await cluster.KubectlAsync("get", "namespace", owner.Name, "-o", "jsonpath={.metadata.uid}")).OrThrow();
        var thief = await leading.WorkspaceAsync();
        (await cluster.KubectlAsync("annotate", "namespace", thief.Name, $"k8srouter.io/workspace-id={uid}")).OrThrow();

        var own = (await cluster.KubectlAsync("get", "namespace", thief.Name, "-o", "jsonpath={.metadata.uid}")).OrThrow();
        await leading.UntilAsync(
            async () => (await cluster.KubectlAsync("get", "wpp/default", "-n", thief.Name, "-o", "jsonpath={.status.notices[*].reason}"))
                .Output.Contains("WorkspaceIdRefused", StringComparison.Ordinal),
            "the notice");
        Assert.Equal(own, (string)(await thief.ConfigAsync())!["workspace"]!["id"]!);
        Assert.Equal(uid, (string)(await owner.ConfigAsync())!["workspace"]!["id"]!);
    }
}
