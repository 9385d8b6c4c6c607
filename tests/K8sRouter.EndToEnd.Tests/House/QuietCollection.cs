namespace K8sRouter.EndToEnd.Tests.House;

/// <summary>Tests that compare times, by themselves: what others do meanwhile would fall into one half of the comparison.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class QuietCollection
{
    public const string Name = "quiet";
}
