namespace K8sRouter.Cluster.Tests.Crds.Current;

/// <summary>Tests of the suite crds-current.</summary>
[CollectionDefinition(Name)]
public sealed class CurrentCollection : ICollectionFixture<CurrentServer>
{
    public const string Name = "crds-current";

    /// <summary>The trait by which tests/run.sh chooses the suite.</summary>
    public const string Trait = "Suite";
}
