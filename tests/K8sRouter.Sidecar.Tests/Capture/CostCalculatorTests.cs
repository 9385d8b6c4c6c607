using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Capture;

namespace K8sRouter.Sidecar.Tests.Capture;

public sealed class CostCalculatorTests
{
    private static readonly EndpointPricing Pricing = new() { Prompt = 0.000002m, Completion = 0.000008m };

    [Fact]
    public void Without_a_price_or_a_count_there_is_no_cost()
    {
        Assert.Null(CostCalculator.Calculate(null, new UsageCounts { ReportedPrompt = 1 }, 0));
        Assert.Null(CostCalculator.Calculate(Pricing, default, 0));
    }

    [Fact]
    public void Parts_of_the_prompt_have_prices_of_their_own_and_count_once()
    {
        var pricing = Pricing with { InputCacheRead = 0.0000005m, InputCacheWrite = 0.0000025m, Audio = 0.00001m, InternalReasoning = 0.00001m, Request = 0.01m };

        var cost = CostCalculator.Calculate(
            pricing, new UsageCounts { ReportedPrompt = 1_000, Cached = 400, ReportedCacheWrite = 100, AudioPrompt = 50, ReportedCompletion = 100, Reasoning = 30 }, 0.1m)!;

        // 450 plain, 400 read, 100 written, 50 audio, one request; 70 out, 30 reasoning.
        Assert.Equal(0.0009m + 0.0002m + 0.00025m + 0.0005m + 0.01m, cost.Prompt);
        Assert.Equal(0.00056m + 0.0003m, cost.Completion);
        Assert.Equal(cost.Prompt + cost.Completion, cost.Total);
        Assert.Equal(cost.Total * 0.9m, cost.Charged);
        Assert.Equal(400 * 0.0000015m, cost.CacheDiscount);
    }

    [Fact]
    public void Without_prices_of_their_own_parts_cost_what_the_whole_does()
    {
        var cost = CostCalculator.Calculate(
            Pricing, new UsageCounts { ReportedPrompt = 1_000, Cached = 400, ReportedCacheWrite = 100, AudioPrompt = 50, ReportedCompletion = 10, Reasoning = 5 }, 0)!;

        Assert.Equal((0.002m, 0.00008m, 0m), (cost.Prompt, cost.Completion, cost.CacheDiscount));
    }

    [Fact]
    public void Counts_that_contradict_each_other_never_make_a_negative_price()
    {
        var cost = CostCalculator.Calculate(
            Pricing with { InputCacheRead = 0, InternalReasoning = 0.1m }, new UsageCounts { ReportedPrompt = 10, Cached = 100, ReportedCompletion = 5, Reasoning = 50 }, 0)!;

        Assert.Equal(0, cost.Prompt);
        Assert.Equal(0.5m, cost.Completion);
    }

    [Fact]
    public void What_charges_nothing_costs_zero_and_not_null() =>
        Assert.Equal(0, CostCalculator.Calculate(new EndpointPricing(), new UsageCounts { ReportedPrompt = 5, ReportedCompletion = 5 }, 0)!.Total);
}
