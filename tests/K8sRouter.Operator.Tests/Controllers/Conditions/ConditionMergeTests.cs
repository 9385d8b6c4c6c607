using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Controllers.Conditions;

namespace K8sRouter.Operator.Tests.Controllers.Conditions;

public sealed class ConditionMergeTests
{
    private static readonly DateTimeOffset Before = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, 250, TimeSpan.Zero);
    private static readonly ConditionFinding Good = ConditionFinding.True(ConditionTypes.Accepted, ConditionReasons.Accepted, "Takes part.");
    private static readonly ConditionFinding Bad = ConditionFinding.False(ConditionTypes.Accepted, ConditionReasons.Invalid, "Wrong.");

    [Fact]
    public void The_time_stays_while_the_status_does()
    {
        var merged = Assert.Single(ConditionMerge.Merge([Condition("True", Before)], [Good with { Message = "Another." }], 5, Now));
        Assert.Equal((Before, "Another.", 5), (merged.LastTransitionTime, merged.Message, merged.ObservedGeneration));
    }

    [Fact]
    public void The_time_is_now_to_the_second_where_the_status_changes()
    {
        var merged = Assert.Single(ConditionMerge.Merge([Condition("True", Before)], [Bad], 5, Now));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero), merged.LastTransitionTime);
    }

    [Fact]
    public void What_the_schema_gave_a_new_object_has_no_time_to_keep()
    {
        var unknown = ConditionFinding.Unknown(ConditionTypes.Accepted, ConditionReasons.Pending, "Waiting.");
        var merged = Assert.Single(ConditionMerge.Merge([Condition("Unknown", DateTimeOffset.UnixEpoch)], [unknown], 1, Now));
        Assert.Equal(2026, merged.LastTransitionTime.Year);
    }

    [Fact]
    public void A_message_is_cut_to_what_the_schema_allows_between_characters()
    {
        var merged = Assert.Single(ConditionMerge.Merge(null, [Good with { Message = "x" + string.Concat(Enumerable.Repeat("😀", 20000)) }], 1, Now));
        Assert.True(merged.Message.Length <= 32768);
        Assert.EndsWith("😀 ...", merged.Message, StringComparison.Ordinal);
    }

    private static V1Condition Condition(string status, DateTimeOffset since) => new()
    {
        Type = ConditionTypes.Accepted,
        Status = status,
        LastTransitionTime = since,
        Reason = "Any",
        Message = "Any.",
    };
}
