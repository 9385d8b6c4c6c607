using K8sRouter.Operator.Sources.Cluster.Deletions;

namespace K8sRouter.Operator.Tests.Sources.Cluster.Deletions;

public sealed class MissingPolicyRulesTests
{
    private static readonly MissingPolicy Never = new() { Namespace = "team-a", IsFloor = false };

    [Fact]
    public void A_workspace_that_never_had_a_policy_lacks_none() => Assert.Null(MissingPolicyRules.Of(Never));

    [Fact]
    public void A_policy_that_was_deleted_by_itself_is_not_missing()
    {
        Assert.Null(MissingPolicyRules.Of(Never with { InForce = "u-1", Deletion = Gone(DeletionCause.ByItself) }));
        // What is in force may be of the one before: its successor was seen.
        Assert.Null(MissingPolicyRules.Of(Never with { InForce = "u-0", Deletion = Gone(DeletionCause.ByItself) }));
    }

    [Theory]
    [InlineData(DeletionCause.WithDefinition, "went with the definition of its kind")]
    [InlineData(DeletionCause.WithNamespace, "went with its namespace")]
    [InlineData(DeletionCause.Unseen, "wasn't seen to be deleted")]
    [InlineData(DeletionCause.Unverified, "can't be verified yet")]
    internal void One_that_went_in_another_way_is_missing_even_where_nothing_was_in_force(DeletionCause cause, string said)
    {
        var freeze = MissingPolicyRules.Of(Never with { Deletion = Gone(cause) })!;
        Assert.Equal("PolicyMissing", freeze.Reason);
        Assert.Contains(said, freeze.Message, StringComparison.Ordinal);
        Assert.Equal(("team-a", "default", "u-1"),
            (freeze.About!.Metadata.NamespaceProperty, freeze.About.Metadata.Name, freeze.About.Metadata.Uid));
    }

    [Fact]
    public void One_that_went_before_this_process_looked_is_missing_and_the_sentence_says_how_to_go_on()
    {
        var freeze = MissingPolicyRules.Of(Never with { InForce = "u-1" })!;
        Assert.Equal(
            "WorkspacePrivacyPolicy default in team-a (UID u-1) is gone, and no running operator saw it being deleted: nothing new is put "
            + "in force without it. Create it again, or accept that it is gone for good (kubectl annotate --overwrite namespace team-a "
            + "k8srouter.io/accept-missing-policy=u-1).",
            freeze.Message);
    }

    [Fact]
    public void The_floor_is_called_by_its_name()
    {
        var floor = Never with { Namespace = "k8srouter-system", IsFloor = true, InForce = "u-1" };
        Assert.StartsWith(
            "The organization's floor, WorkspacePrivacyPolicy default in k8srouter-system (UID u-1) is gone",
            MissingPolicyRules.Of(floor)!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("u-1", true)]
    [InlineData("u-0", true)]
    [InlineData("u-2", false)]
    [InlineData("", false)]
    [InlineData("true", false)]
    public void An_administrator_accepts_the_loss_of_one_policy_by_its_uid_and_of_no_other(string annotation, bool accepted)
    {
        var missing = Never with { InForce = "u-0", Deletion = Gone(DeletionCause.WithDefinition), Accepted = annotation };
        Assert.Equal(accepted, MissingPolicyRules.Of(missing) is null);
    }

    [Fact]
    public void The_loss_of_a_policy_that_could_not_be_read_cannot_be_accepted_since_it_has_no_uid()
    {
        var freeze = MissingPolicyRules.Of(Never with { InForce = "unreadable", Accepted = "unreadable" })!;
        Assert.EndsWith("Create it again.", freeze.Message, StringComparison.Ordinal);
    }

    private static Deletion Gone(DeletionCause cause) => new(new DeletedObject("u-1", null, true), cause);
}
