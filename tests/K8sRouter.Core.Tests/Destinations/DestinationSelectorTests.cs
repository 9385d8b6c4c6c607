using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Filtering;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Destinations;

public class DestinationSelectorTests
{
    [Fact]
    public void A_destination_takes_what_nothing_forbids_with_content_in_full_mode_alone()
    {
        Assert.Equal(new(true, true, null), Decide(Records.Completed(), Traced.Full));
        Assert.Equal(new(true, false, null), Decide(Records.Completed(), Traced.Full with { ContentMode = ContentModes.None }));
        Assert.Equal(new(true, false, null), Decide(Records.Completed(), Traced.Full with { ContentMode = ContentModes.Reference }));
    }

    [Theory]
    [InlineData(ContentModes.Full, false, false)]
    [InlineData(ContentModes.Full, true, true)]
    [InlineData(ContentModes.Reference, true, false)]
    [InlineData(ContentModes.None, true, false)]
    public void Content_of_a_call_that_demands_zero_retention_goes_where_none_is_kept_alone(string mode, bool zeroRetention, bool goes)
    {
        var destination = Traced.Full with { ContentMode = mode, ZeroRetention = zeroRetention };

        Assert.Equal(new(true, goes, null), Decide(Records.Completed() with { ZeroDataRetention = true }, destination));
    }

    [Fact]
    public void Every_refusal_has_its_reason()
    {
        Assert.Equal(DestinationRefusals.Disabled, Decide(Records.Completed(), Traced.Full with { Enabled = false }).Reason);
        Assert.Equal(DestinationRefusals.Region, Decide(Records.Completed() with { DataRegion = "europe" }, Traced.Full).Reason);
        Assert.Equal(DestinationRefusals.ApiKey, Decide(Records.Completed(), Traced.Full with { ApiKeyHashes = ["aa"] }).Reason);
        Assert.Equal(DestinationRefusals.Sampling, Decide(Records.Completed(), Traced.Full with { SamplingRate = 0.0001m }).Reason);
        Assert.True(Decide(Records.Completed() with { ApiKeyHash = "aa" }, Traced.Full with { ApiKeyHashes = ["aa"] }).Send);
    }

    [Fact]
    public void A_rule_excludes_as_soon_as_what_it_looks_at_is_known_and_no_sooner()
    {
        Assert.Equal([false, false, false], Sends(FilterFields.UserId));
        Assert.Equal([true, false, false], Sends(FilterFields.Model));
        Assert.Equal([true, false, false], Sends(FilterFields.FinishReason));
        Assert.Equal([true, true, false], Sends(FilterFields.Output));
    }

    [Fact]
    public void A_trace_that_a_filter_excludes_says_so() =>
        Assert.Equal(new(false, false, DestinationRefusals.Filter), DestinationSelector.Decide(
            Records.Completed(), Filtered(new() { Field = FilterFields.UserId, Operator = FilterOperators.Exists }), GenerationStage.Started));

    [Theory]
    [InlineData(ContentModes.Full, true)]
    [InlineData(ContentModes.Reference, false)]
    [InlineData(ContentModes.None, false)]
    public void No_rule_sees_content_that_the_destination_may_not_hold(string mode, bool sees)
    {
        var destination = Filtered(new() { Field = FilterFields.Input, Operator = FilterOperators.Contains, Value = "hi" }) with { ContentMode = mode };

        Assert.Equal(sees, DestinationSelector.Decide(Records.Completed(), destination, GenerationStage.Delivered, Traced.Content()).Send);
    }

    /// <summary>Whether a trace without the value that the rule asks for goes through each stage.</summary>
    private static bool[] Sends(string field)
    {
        var destination = Filtered(new() { Field = field, Operator = FilterOperators.EqualTo, Value = "something else" });
        return [.. Enum.GetValues<GenerationStage>().Select(stage =>
            DestinationSelector.Decide(Traced.Success(), destination, stage, Traced.Content()).Send)];
    }

    private static DestinationEntry Filtered(DestinationFilterRule rule) =>
        Traced.Full with { FilterRules = new() { Groups = [new() { Rules = [rule] }] } };

    private static DestinationDecision Decide(GenerationRecord record, DestinationEntry destination) =>
        DestinationSelector.Decide(record, destination, GenerationStage.Finished);
}
