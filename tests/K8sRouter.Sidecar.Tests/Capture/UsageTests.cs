using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Capture;

namespace K8sRouter.Sidecar.Tests.Capture;

/// <summary>What providers report of tokens, in all the forms that they do, and what is made of it for caller, record and cost.</summary>
public sealed class UsageTests
{
    private static readonly EndpointPricing Pricing = new() { Prompt = 0.0000001m, Completion = 0.000002m };

    public static TheoryData<string, bool> OpenAIKinds => new()
    {
        { GenerationApis.Chat, false }, { GenerationApis.Chat, true }, { GenerationApis.Completions, false }, { GenerationApis.Completions, true },
        { GenerationApis.Responses, false }, { GenerationApis.Responses, true },
    };

    [Theory]
    [MemberData(nameof(OpenAIKinds))]
    public void Reasoning_that_a_provider_counts_beside_the_completion_is_charged(string api, bool streamed)
    {
        var (usage, told, cost) = Read(api, streamed, """
            {"prompt_tokens":307,"completion_tokens":26,"completion_tokens_details":{"reasoning_tokens":227},"total_tokens":560}
            """);

        Assert.Equal((307L, 253L, 227L, 560L), (usage.Prompt, usage.Completion, usage.Reasoning, usage.Total));
        Assert.Equal(0.0005367m, cost.Total);
        Assert.Equal(0.0005367m, told.GetProperty("cost").GetDecimal());
        Assert.Equal(253, told.GetProperty(Name(api, "completion_tokens")).GetInt32());
        Assert.Equal(560, told.GetProperty("total_tokens").GetInt32());
    }

    [Theory]
    [MemberData(nameof(OpenAIKinds))]
    public void Reasoning_inside_the_completion_is_charged_once(string api, bool streamed)
    {
        var (usage, told, cost) = Read(api, streamed, """
            {"prompt_tokens":307,"completion_tokens":253,"completion_tokens_details":{"reasoning_tokens":227},"total_tokens":560}
            """);

        Assert.Equal((253L, 0.0005367m), (usage.Completion, cost.Total));
        Assert.Equal(253, told.GetProperty(Name(api, "completion_tokens")).GetInt32());
    }

    [Fact]
    public void A_price_of_reasoning_applies_to_what_was_counted_beside_the_completion()
    {
        var usage = new UsageCounts { ReportedPrompt = 100, ReportedCompletion = 10, Reasoning = 40, ReportedTotal = 150 };

        var cost = CostCalculator.Calculate(Pricing with { InternalReasoning = 0.000001m }, usage, 0)!;

        Assert.Equal((10 * 0.000002m) + (40 * 0.000001m), cost.Completion);
    }

    [Fact]
    public void A_total_that_has_nothing_to_do_with_reasoning_changes_nothing() =>
        Assert.Equal(10, new UsageCounts { ReportedPrompt = 100, ReportedCompletion = 10, Reasoning = 4, ReportedTotal = 115 }.Completion);

    [Theory]
    [InlineData("20.25", 20)]
    [InlineData("20.5", 21)]
    [InlineData("2e1", 20)]
    [InlineData("\"20\"", 20)]
    [InlineData("\"20.25\"", 20)]
    [InlineData("0", 0)]
    public void A_count_is_read_in_whichever_form_it_comes_and_the_caller_gets_a_whole_number(string count, long expected)
    {
        foreach (var (api, streamed) in Every())
        {
            var (usage, told, cost) = Read(
                api, streamed, $$"""{"prompt_tokens":100,"completion_tokens":{{count}},"completion_tokens_details":{"image_tokens":"4.4"} }""");

            Assert.Equal((100L, expected, 4L, 100 + expected), (usage.Prompt, usage.Completion, usage.CompletionImages, usage.Total));
            Assert.Equal((100 * 0.0000001m) + (expected * 0.000002m), cost.Total);
            Assert.Equal($"{expected}", told.GetProperty(Name(api, "completion_tokens")).GetRawText());
            Assert.Equal("4", told.GetProperty(Name(api, "completion_tokens_details")).GetProperty("image_tokens").GetRawText());
        }
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("{\"text_tokens\":7}")]
    [InlineData("[7]")]
    [InlineData("\"many\"")]
    [InlineData("\"\"")]
    [InlineData("1e400")]
    [InlineData("9223372036854775808")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890")]
    public void What_is_no_count_is_left_as_it_came_and_takes_no_other_with_it(string count)
    {
        foreach (var (api, streamed) in Every())
        {
            var (usage, told, cost) = Read(
                api, streamed, $$"""{"completion_tokens":{{count}},"prompt_tokens":100,"completion_tokens_details":{"reasoning_tokens":3} }""");

            Assert.Equal((100L, null, 3L), (usage.Prompt, usage.Completion, usage.Reasoning));
            Assert.Equal(100 * 0.0000001m, cost.Total);
            Assert.Equal(count, told.GetProperty(Name(api, "completion_tokens")).GetRawText());
        }
    }

    [Fact]
    public void A_later_report_that_cannot_be_read_leaves_the_earlier_one()
    {
        var rewriter = Answers.Chat();
        rewriter.Event("""{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}""");
        rewriter.Event("""{"choices":[],"usage":{"prompt_tokens":null,"completion_tokens":3,"total_tokens":8}}""");

        Assert.Equal((5L, 3L, 8L), (rewriter.Facts.Usage.Prompt, rewriter.Facts.Usage.Completion, rewriter.Facts.Usage.Total));
    }

    [Theory]
    [InlineData(GenerationApis.Chat, false, """{"index":0,"message":{"content":"x"},"finish_reason":"stop","usage":USAGE}""")]
    [InlineData(GenerationApis.Chat, true, """{"usage":USAGE,"index":0,"delta":{},"finish_reason":"stop"}""")]
    [InlineData(GenerationApis.Chat, true, """{"index":0,"delta":{"content":"x","usage":USAGE}}""")]
    [InlineData(GenerationApis.Completions, false, """{"index":0,"text":"x","usage":USAGE}""")]
    [InlineData(GenerationApis.Completions, true, """{"index":0,"text":"x","usage":USAGE}""")]
    public void Usage_inside_a_choice_counts_and_the_caller_finds_it_where_the_api_has_it(string api, bool streamed, string choice)
    {
        var rewriter = Answers.Chat(Answers.Identity(Pricing), api: api);
        string json = $$"""{"id":"u","choices":[{{choice}}]}""".Replace(
            "USAGE", """{"prompt_tokens":307,"completion_tokens":26,"total_tokens":560,"completion_tokens_details":{"reasoning_tokens":227}}""", StringComparison.Ordinal);

        var told = Answers.Parse(streamed ? rewriter.Event(json) : rewriter.Document(json)).GetProperty("usage");

        Assert.Equal((307L, 253L, 560L), (rewriter.Facts.Usage.Prompt, rewriter.Facts.Usage.Completion, rewriter.Facts.Usage.Total));
        Assert.Equal((307, 253, 560), (told.GetProperty("prompt_tokens").GetInt32(), told.GetProperty("completion_tokens").GetInt32(), told.GetProperty("total_tokens").GetInt32()));
        Assert.Equal(0.0005367m, told.GetProperty("cost").GetDecimal());
        Assert.Equal(227, told.GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
    }

    [Theory]
    [InlineData("""{"usage":{"prompt_tokens":5,"completion_tokens":3},"choices":[{"message":{},"usage":{"prompt_tokens":50,"completion_tokens":30}}]}""")]
    [InlineData("""{"choices":[{"message":{},"usage":{"prompt_tokens":50,"completion_tokens":30,"cached_tokens":9}}],"usage":{"prompt_tokens":5,"completion_tokens":3}}""")]
    public void Usage_of_the_whole_answer_goes_before_that_of_a_choice_and_is_not_added_to_it(string json)
    {
        var rewriter = Answers.Chat();
        string answer = rewriter.Document(json);

        Assert.Equal((5L, 3L, null), (rewriter.Facts.Usage.Prompt, rewriter.Facts.Usage.Completion, rewriter.Facts.Usage.Cached));
        Assert.Single(Answers.Parse(answer).EnumerateObject(), member => member.Name == "usage");
    }

    [Fact]
    public void Of_a_stream_too_the_usage_of_the_whole_answer_is_what_counts_in_whichever_order_they_come()
    {
        const string choice = """{"choices":[{"index":0,"delta":{},"usage":{"prompt_tokens":50,"completion_tokens":30}}]}""";
        const string whole = """{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":3}}""";
        foreach (string[] events in (string[][])[[choice, whole], [whole, choice]])
        {
            var rewriter = Answers.Chat();
            foreach (string json in events)
                rewriter.Event(json);

            Assert.Equal((5L, 3L), (rewriter.Facts.Usage.Prompt, rewriter.Facts.Usage.Completion));
        }
    }

    [Fact]
    public void Several_choices_share_one_prompt_and_their_completions_add_up()
    {
        var rewriter = Answers.Chat();
        rewriter.Event("""{"choices":[{"index":0,"delta":{},"usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9}}]}""");
        rewriter.Event("""{"choices":[{"index":0,"delta":{},"usage":{"prompt_tokens":8,"completion_tokens":5,"total_tokens":13}}]}""");
        var told = Answers.Parse(rewriter.Event(
            """{"choices":[{"index":1,"delta":{},"usage":{"prompt_tokens":8,"completion_tokens":7,"total_tokens":15}}]}""")).GetProperty("usage");

        Assert.Equal((8L, 12L, 20L), (rewriter.Facts.Usage.Prompt, rewriter.Facts.Usage.Completion, rewriter.Facts.Usage.Total));
        Assert.Equal((12, 20), (told.GetProperty("completion_tokens").GetInt32(), told.GetProperty("total_tokens").GetInt32()));
    }

    [Fact]
    public void Counts_of_embeddings_are_read_in_any_form()
    {
        var rewriter = Answers.Chat(api: GenerationApis.Embeddings);
        var told = Answers.Parse(rewriter.Document("""{"data":[{"embedding":[0.1]}],"usage":{"prompt_tokens":"8","total_tokens":8.0}}""")).GetProperty("usage");

        Assert.Equal((8L, 8L), (rewriter.Facts.Usage.Prompt, rewriter.Facts.Usage.Total));
        Assert.Equal(("8", "8"), (told.GetProperty("prompt_tokens").GetRawText(), told.GetProperty("total_tokens").GetRawText()));
        Assert.Equal(0.000008m, told.GetProperty("cost").GetDecimal());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Anthropic_tokens_that_are_cached_for_an_hour_have_a_price_of_their_own(bool streamed)
    {
        var (usage, told, _) = Read(GenerationApis.Messages, streamed, """
            {"prompt_tokens":120.6,"completion_tokens":10,"cache_creation_input_tokens":300,
             "cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":"200"},"cache_read_input_tokens":50}
            """);

        Assert.Equal((471L, 300L, 200L, 50L), (usage.Prompt, usage.CacheWrite, usage.CacheWrite1h, usage.Cached));
        Assert.Equal(("121", "200"), (told.GetProperty("input_tokens").GetRawText(), told.GetProperty("cache_creation").GetProperty("ephemeral_1h_input_tokens").GetRawText()));
        var priced = Pricing with { InputCacheRead = 0.00000001m, InputCacheWrite = 0.000000125m };
        // 121 plain, 100 for five minutes, 50 read.
        const decimal others = (121 * 0.0000001m) + (100 * 0.000000125m) + (50 * 0.00000001m);
        Assert.Equal(others + (200 * 0.0000002m), CostCalculator.Calculate(priced with { InputCacheWrite1h = 0.0000002m }, usage, 0)!.Prompt);
        // An operator that doesn't know the price leaves it out.
        Assert.Equal(others + (200 * 0.000000125m), CostCalculator.Calculate(priced, usage, 0)!.Prompt);
    }

    [Theory]
    [InlineData("""{"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":2}""", null, 3, 2L)]
    [InlineData("""{"ephemeral_1h_input_tokens":9}""", 4, 4, 4L)]
    [InlineData("""{"ephemeral_1h_input_tokens":0}""", 4, 4, 0L)]
    [InlineData("[]", 4, 4, null)]
    [InlineData("null", 4, 4, null)]
    public void Writes_to_the_cache_and_their_parts_never_contradict_each_other(string creation, int? written, long expected, long? hour)
    {
        string sum = written is null ? "" : $",\"cache_creation_input_tokens\":{written}";
        var (usage, _, _) = Read(GenerationApis.Messages, streamed: false, $$"""{"prompt_tokens":1,"completion_tokens":1,"cache_creation":{{creation}}{{sum}}}""");

        Assert.Equal((expected, hour), (usage.CacheWrite, usage.CacheWrite1h));
    }

    private static IEnumerable<(string Api, bool Streamed)> Every() =>
        from api in GenerationApis.All.Where(api => api != GenerationApis.Embeddings) from streamed in (bool[])[false, true] select (api, streamed);

    /// <summary>Runs a usage object, given in the names of chat, through the rewriter of an API.</summary>
    private static (UsageCounts Usage, JsonElement Told, GenerationCost Cost) Read(string api, bool streamed, string usage)
    {
        var identity = Answers.Identity(Pricing);
        string json = api is GenerationApis.Chat or GenerationApis.Completions
            ? usage
            : usage.Replace("\"prompt_", "\"input_", StringComparison.Ordinal).Replace("\"completion_", "\"output_", StringComparison.Ordinal);
        IAnswerRewriter rewriter = api switch
        {
            GenerationApis.Responses => new ResponsesRewriter(identity, null),
            GenerationApis.Messages => new MessagesRewriter(identity, null),
            _ => Answers.Chat(identity, api: api),
        };
        using (rewriter)
        {
            var told = (api, streamed) switch
            {
                (GenerationApis.Responses, true) => Answers.Parse(rewriter.Event(
                    $$"""{"type":"response.completed","response":{"status":"completed","usage":{{json}}} }""")).GetProperty("response").GetProperty("usage"),
                (GenerationApis.Responses, false) => Answers.Parse(rewriter.Document($$"""{"output":[{"type":"message"}],"usage":{{json}}}""")).GetProperty("usage"),
                (GenerationApis.Messages, true) => Answers.Parse(rewriter.Event(
                    $$"""{"type":"message_delta","delta":{},"usage":{{json}}}""")).GetProperty("usage"),
                (GenerationApis.Messages, false) => Answers.Parse(rewriter.Document($$"""{"type":"message","content":[{"type":"text","text":"x"}],"usage":{{json}}}""")).GetProperty("usage"),
                (_, true) => Answers.Parse(rewriter.Event($$"""{"choices":[],"usage":{{json}}}""")).GetProperty("usage"),
                _ => Answers.Parse(rewriter.Document($$"""{"choices":[{"message":{},"text":""}],"usage":{{json}}}""")).GetProperty("usage"),
            };
            return (rewriter.Facts.Usage, told, CostCalculator.Calculate(Pricing, rewriter.Facts.Usage, 0)!);
        }
    }

    private static string Name(string api, string name) => api is GenerationApis.Chat or GenerationApis.Completions
        ? name
        : name.Replace("prompt_", "input_", StringComparison.Ordinal).Replace("completion_", "output_", StringComparison.Ordinal);
}
