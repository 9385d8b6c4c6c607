namespace K8sRouter.Node.Tests.Testbed;

/// <summary>Tests that take the operator away, or the machine's time, or measure it: after the others, one by one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
