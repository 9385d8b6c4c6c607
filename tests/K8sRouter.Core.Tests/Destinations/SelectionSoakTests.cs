using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Filtering;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Destinations;

/// <summary>Random generations and destinations: what the selector says against the rules written down a second time, plainly.</summary>
public class SelectionSoakTests
{
    private const int Generations = 3_000;
    private const int Destinations = 60;

    private static readonly string[] Texts = ["openai/gpt-5-mini", "acme/one", "a", "A", "x.y", "stop", "error", "two words", "5"];
    private static readonly string[] Patterns = ["^a", "o$", "gpt-\\d", "(?i)^A$", "x.y", "."];

    [Fact]
    public void What_the_selector_says_is_what_the_rules_say()
    {
        var random = new Random(7);
        var destinations = Enumerable.Range(0, Destinations).Select(i => Destination(random, i)).ToArray();
        int sent = 0, filtered = 0;
        foreach (int i in Enumerable.Range(0, Generations))
        {
            var (record, content, input, output) = Generation(random, i);
            foreach (var destination in destinations)
            {
                var started = DestinationSelector.Decide(record, destination, GenerationStage.Started);
                var finished = DestinationSelector.Decide(record, destination, GenerationStage.Finished);
                var delivered = DestinationSelector.Decide(record, destination, GenerationStage.Delivered, content);

                string? expected = Refusal(record, destination, input, output);
                Assert.Equal(expected, delivered.Reason);
                // Nothing is refused early that would be sent in the end, and nothing comes back that was refused.
                Assert.True(started.Send || !finished.Send);
                Assert.True(finished.Send || !delivered.Send);
                // Without rules on content nothing is left to decide at delivery.
                if (!Fields(destination).Any(FilterFields.IsContent))
                    Assert.Equal(delivered, finished);
                Assert.Equal(delivered.Send && destination.ContentMode == ContentModes.Full, delivered.WithContent);
                sent += delivered.Send ? 1 : 0;
                filtered += expected == DestinationRefusals.Filter ? 1 : 0;
            }
        }
        Assert.InRange(sent, 5_000, Generations * Destinations / 2);
        Assert.InRange(filtered, 5_000, Generations * Destinations / 2);
    }

    [Fact]
    public void A_session_goes_to_a_destination_whole_and_destinations_choose_independently()
    {
        var (one, two) = (Traced.Full with { Id = Guid.NewGuid().ToString(), SamplingRate = 0.5m }, Traced.Full with { Id = Guid.NewGuid().ToString(), SamplingRate = 0.5m });
        var both = new int[4];
        foreach (int session in Enumerable.Range(0, 4_000))
        {
            var calls = Enumerable.Range(0, 3).Select(i => Records.Completed(id: $"gen-{session}-{i}") with { SessionId = $"session-{session}" }).ToArray();
            bool[] first = [.. calls.Select(call => Decide(call, one)).Distinct()];
            bool[] second = [.. calls.Select(call => Decide(call, two)).Distinct()];

            Assert.Equal((1, 1), (first.Length, second.Length));
            both[(first[0] ? 1 : 0) + (second[0] ? 2 : 0)]++;
        }

        // A quarter in each of the four: were they to choose alike, two of them would be empty.
        Assert.All(both, count => Assert.InRange(count, 850, 1_150));

        static bool Decide(GenerationRecord record, DestinationEntry destination) =>
            DestinationSelector.Decide(record, destination, GenerationStage.Finished).Send;
    }

    private static IEnumerable<string> Fields(DestinationEntry destination) =>
        destination.FilterRules?.Groups.SelectMany(group => group.Rules).Select(rule => rule.Field) ?? [];

    /// <summary>The rules, once more: for a person to compare with the documentation.</summary>
    private static string? Refusal(GenerationRecord record, DestinationEntry destination, string input, string output)
    {
        if (!destination.Enabled)
            return "disabled";
        if (!destination.Regions.Contains(record.DataRegion))
            return "region";
        if (destination.ApiKeyHashes != null && !destination.ApiKeyHashes.Contains(record.ApiKeyHash ?? "none"))
            return "api_key";
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(destination.Id + (string.IsNullOrEmpty(record.SessionId) ? record.Id : record.SessionId)));
        double position = Convert.ToUInt64(Convert.ToHexString(hash, 0, 8), 16) / Math.Pow(2, 64);
        if (destination.SamplingRate < 1 && position >= (double)destination.SamplingRate)
            return "sampling";
        bool mayHold = destination.ContentMode == "Full";
        foreach (var group in destination.FilterRules?.Groups ?? [])
        {
            int holding = group.Rules.Count(rule => Holds(rule, record, mayHold ? input : "", mayHold ? output : ""));
            if (group.Logic == "and" ? holding < group.Rules.Count : holding == 0)
                return "filter";
        }
        return null;
    }

    private static bool Holds(DestinationFilterRule rule, GenerationRecord record, string input, string output)
    {
        string?[] values = rule.Field switch
        {
            "model" => [record.Model],
            "provider" => [record.ProviderSlug, record.ProviderName],
            "session_id" => [record.SessionId],
            "user_id" => [record.ExternalUser],
            "api_key_name" => [record.ApiKeyName],
            "finish_reason" => [record.FinishReason ?? (record.Outcome is "failed" or "router_crashed" ? "error" : null)],
            "input" => [input],
            "output" => [output],
            "total_cost" => [record.Cost?.Total.ToString(CultureInfo.InvariantCulture)],
            "total_tokens" => [record.Usage?.Total?.ToString(CultureInfo.InvariantCulture)],
            "prompt_tokens" => [record.Usage?.Prompt?.ToString(CultureInfo.InvariantCulture)],
            _ => [record.Usage?.Completion?.ToString(CultureInfo.InvariantCulture)],
        };
        string[] known = [.. values.Where(value => !string.IsNullOrEmpty(value)).Select(value => value!)];
        bool number = rule.Field.EndsWith("_tokens", StringComparison.Ordinal) || rule.Field == "total_cost";
        decimal N(string? text) => decimal.Parse(text!, NumberStyles.Float, CultureInfo.InvariantCulture);
        bool same = known.Any(value => number ? N(value) == N(rule.Value ?? "0") : value == rule.Value);
        return rule.Operator switch
        {
            "exists" => known.Length > 0,
            "not_exists" => known.Length == 0,
            "equals" => same,
            "not_equals" => !same,
            "contains" => known.Any(value => value.Contains(rule.Value!, StringComparison.Ordinal)),
            "not_contains" => !known.Any(value => value.Contains(rule.Value!, StringComparison.Ordinal)),
            "starts_with" => known.Any(value => value.StartsWith(rule.Value!, StringComparison.Ordinal)),
            "ends_with" => known.Any(value => value.EndsWith(rule.Value!, StringComparison.Ordinal)),
            "regex" => known.Any(value => Regex.IsMatch(value, rule.Value!)),
            "gt" => known.Any(value => N(value) > N(rule.Value)),
            "lt" => known.Any(value => N(value) < N(rule.Value)),
            "gte" => known.Any(value => N(value) >= N(rule.Value)),
            _ => known.Any(value => N(value) <= N(rule.Value)),
        };
    }

    private static DestinationEntry Destination(Random random, int number) => new()
    {
        Name = $"d{number}",
        Id = $"destination-{number}",
        Type = "webhook",
        Enabled = random.Next(20) > 0,
        ContentMode = Pick(random, "Full", "Reference", "None"),
        SamplingRate = Pick(random, 1m, 1m, 0.5m, 0.01m),
        ApiKeyHashes = random.Next(5) == 0 ? ["aa", "bb"] : null,
        Regions = Pick<string[]>(random, ["global"], ["global", "europe"], ["europe"]),
        FilterRules = random.Next(4) == 0 ? null : new() { Groups = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Group(random))] },
    };

    private static DestinationFilterGroup Group(Random random) => new()
    {
        Logic = Pick(random, "and", "or"),
        Rules = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Rule(random))],
    };

    private static DestinationFilterRule Rule(Random random)
    {
        string field = FilterFields.All[random.Next(FilterFields.All.Count)];
        bool number = FilterFields.IsNumber(field);
        string[] fitting = [.. FilterOperators.All.Where(number ? FilterOperators.FitsNumbers : FilterOperators.FitsText)];
        string comparison = fitting[random.Next(fitting.Length)];
        string? value = !FilterOperators.TakesValue(comparison) ? null
            : number ? random.Next(6).ToString(CultureInfo.InvariantCulture)
            : comparison == FilterOperators.Regex ? Pick(random, Patterns)
            : Pick(random, Texts);
        return new() { Field = field, Operator = comparison, Value = value };
    }

    private static (GenerationRecord Record, CapturedContent Content, string Input, string Output) Generation(Random random, int number)
    {
        var (input, output) = (Pick(random, Texts), random.Next(5) == 0 ? "" : Pick(random, Texts));
        var record = Records.Completed(id: $"gen-1763640000-{number:D20}") with
        {
            Model = Pick(random, Texts),
            ProviderSlug = Maybe(random, Pick(random, Texts)),
            ProviderName = Maybe(random, Pick(random, Texts)),
            SessionId = Maybe(random, $"session-{random.Next(50)}"),
            ExternalUser = Maybe(random, Pick(random, Texts)),
            ApiKeyName = Maybe(random, Pick(random, Texts)),
            ApiKeyHash = Maybe(random, Pick(random, "aa", "bb", "cc")),
            FinishReason = Maybe(random, Pick(random, "stop", "length", "error")),
            Outcome = Pick(random, GenerationOutcomes.Completed, GenerationOutcomes.Completed, GenerationOutcomes.Failed, GenerationOutcomes.Cancelled),
            DataRegion = Pick(random, "global", "global", "europe"),
            Usage = random.Next(4) == 0 ? null : new() { Prompt = random.Next(6), Completion = random.Next(4) == 0 ? null : random.Next(6), Total = random.Next(6) },
            Cost = random.Next(4) == 0 ? null : new() { Prompt = 0, Completion = 0, Total = random.Next(12) / 2m, Charged = 0 },
        };
        return (record, Traced.Content(input, output), input, output);
    }

    private static string? Maybe(Random random, string value) => random.Next(4) == 0 ? null : value;

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];
}
