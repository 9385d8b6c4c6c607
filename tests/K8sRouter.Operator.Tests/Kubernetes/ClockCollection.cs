namespace K8sRouter.Operator.Tests.Kubernetes;

/// <summary>
/// Tests that move the clock while other threads work, by themselves: where a hundred others take the threads, the clock would run
/// ahead of the work that it wakes.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClockCollection
{
    public const string Name = "clock";
}
