namespace K8sRouter.Cluster.Tests.Testbed;

/// <summary>
/// Tests of what fails and comes back: long waits and little work, on a cluster of their own beside <see cref="ClusterCollection"/>.
/// </summary>
[CollectionDefinition(Name)]
public sealed class FaultCollection : ICollectionFixture<TestCluster>
{
    public const string Name = "faults";
}
