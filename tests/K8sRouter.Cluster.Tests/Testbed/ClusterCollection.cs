namespace K8sRouter.Cluster.Tests.Testbed;

/// <summary>The tests that share one cluster, one after the other, each in namespaces of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<TestCluster>
{
    public const string Name = "cluster";
}
