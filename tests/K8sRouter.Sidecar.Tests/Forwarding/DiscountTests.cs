using System.Globalization;
using System.Text.RegularExpressions;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Tests.Generations;

namespace K8sRouter.Sidecar.Tests.Forwarding;

/// <summary>The discount for content that the platform takes: 100 tokens in and 50 out cost 0.0003 dollars before it.</summary>
public sealed partial class DiscountTests
{
    private static readonly DataUseSettings Use = new() { Enabled = true, Discount = 0.01m, Store = new StoreSettings { Bucket = "used" } };

    private readonly MemoryJournal _journal = new();

    public static TheoryData<string, bool> Kinds => CannedAnswers.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Content_that_is_taken_costs_less_in_the_answer_and_in_the_record(string api, bool streamed)
    {
        await using var road = await StartAsync(Use, api, streamed);

        var (_, body, _) = await road.CallAsync(api, streamed);

        var (record, content) = _journal.Finished.Single();
        Assert.Equal((0.0003m, 0.000297m), (record.Cost!.Total, record.Cost.Charged));
        AssertCosts(api, body, 0.000297m);
        Assert.Equal((true, false), (record.ContentUsed, record.ContentLogged));
        Assert.NotNull(content);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Without_a_store_nothing_is_taken_and_nothing_is_cheaper(string api, bool streamed)
    {
        await using var road = await StartAsync(Use with { Store = null }, api, streamed);

        await CostsTheFullPriceAsync(road, api, streamed);
    }

    [Fact]
    public async Task A_call_with_zero_retention_isnt_taken_and_has_no_discount()
    {
        await using var road = await StartAsync(Use, GenerationApis.Chat, false);

        await CostsTheFullPriceAsync(road, GenerationApis.Chat, false, ",\"provider\":{\"zdr\":true}");
    }

    private async Task CostsTheFullPriceAsync(RoadUnderTest road, string api, bool streamed, string fields = "")
    {
        var (_, body, _) = await road.CallAsync(api, streamed, fields);

        var (record, content) = _journal.Finished.Single();
        Assert.Equal((0.0003m, 0.0003m, false), (record.Cost!.Total, record.Cost.Charged, record.ContentUsed));
        AssertCosts(api, body, 0.0003m);
        Assert.Null(content);
    }

    private Task<RoadUnderTest> StartAsync(DataUseSettings use, string api, bool streamed) => RoadUnderTest.StartAsync(
        RoadUnderTest.Config() with { DataUse = use }, _journal, _ => CannedAnswers.Of(api, streamed));

    /// <summary>Of an answer on the messages API the record alone says a cost: Anthropic's usage has none.</summary>
    private static void AssertCosts(string api, string body, decimal charged)
    {
        Assert.Equal(api == GenerationApis.Messages, !body.Contains("\"cost\"", StringComparison.Ordinal));
        if (api == GenerationApis.Messages)
            return;
        Assert.Equal(charged, Number(Charged().Matches(body)[^1]));
        Assert.Equal(0.0003m, Number(Undiscounted().Matches(body)[^1]));
    }

    private static decimal Number(Match match) => decimal.Parse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex("\"cost\":([0-9.E-]+)")]
    private static partial Regex Charged();

    [GeneratedRegex("\"upstream_inference_cost\":([0-9.E-]+)")]
    private static partial Regex Undiscounted();
}
