using K8sRouter.Operator.Sources.Cluster.Deletions;

namespace K8sRouter.Operator.Tests.Sources.Cluster.Deletions;

public sealed class DeletionRulesTests
{
    private static readonly DateTimeOffset Created = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly OwnerReading Older = new(OwnerState.Present, Created.AddDays(-1));
    private static readonly OwnerReading Same = new(OwnerState.Present, Created);
    private static readonly OwnerReading Newer = new(OwnerState.Present, Created.AddSeconds(1));
    private static readonly OwnerReading Terminating = new(OwnerState.Terminating, Created.AddDays(-1));
    private static readonly OwnerReading Gone = new(OwnerState.Gone);
    private static readonly OwnerReading Unreadable = new(OwnerState.Unreadable);

    [Fact]
    public void Only_an_object_that_was_seen_to_go_while_its_owners_stay_was_deleted_by_itself()
    {
        Assert.Equal(DeletionCause.ByItself, CauseOf(Older, Older));
        Assert.Equal(DeletionCause.ByItself, CauseOf(Same, Same));
        Assert.Equal(DeletionCause.ByItself, CauseOf(Older, null));
    }

    [Fact]
    public void What_goes_while_its_definition_goes_or_was_made_anew_went_with_it()
    {
        foreach (var definition in new[] { Terminating, Gone, Newer })
            Assert.Equal(DeletionCause.WithDefinition, CauseOf(definition, Older));
    }

    [Fact]
    public void What_goes_while_its_namespace_goes_or_was_made_anew_went_with_it()
    {
        foreach (var ns in new[] { Terminating, Gone, Newer })
            Assert.Equal(DeletionCause.WithNamespace, CauseOf(Older, ns));
    }

    [Fact]
    public void Nothing_is_decided_while_an_owner_cannot_be_read()
    {
        Assert.Equal(DeletionCause.Unverified, CauseOf(Unreadable, Older));
        Assert.Equal(DeletionCause.Unverified, CauseOf(Older, Unreadable));
    }

    [Fact]
    public void What_a_later_list_lacks_was_not_seen_to_go_although_its_owners_stay()
    {
        Assert.Equal(DeletionCause.Unseen, CauseOf(Older, Older, seen: false));
        Assert.Equal(DeletionCause.WithDefinition, CauseOf(Newer, Older, seen: false));
    }

    private static DeletionCause CauseOf(OwnerReading definition, OwnerReading? ns, bool seen = true) =>
        DeletionRules.CauseOf(new DeletedObject("uid", Created, seen), definition, ns);
}
