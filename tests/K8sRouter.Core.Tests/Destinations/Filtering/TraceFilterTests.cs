using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Filtering;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Destinations.Filtering;

public class TraceFilterTests
{
    // Traced.Success: model openai/gpt-5-mini, provider openai (OpenAI), session session-7, user user-9, key ci, finish reason
    // stop, 10 + 5 tokens, 0.003 dollars; the prompt is "hi", the answer "hello".
    [Theory]
    [InlineData("model", "equals", "openai/gpt-5-mini", true)]
    [InlineData("model", "equals", "OpenAI/GPT-5-mini", false)]
    [InlineData("model", "not_equals", "openai/gpt-5-mini", false)]
    [InlineData("model", "starts_with", "openai/", true)]
    [InlineData("model", "ends_with", "-mini", true)]
    [InlineData("model", "contains", "gpt-5", true)]
    [InlineData("model", "not_contains", "gpt-5", false)]
    [InlineData("model", "regex", "^openai/gpt-[0-9]", true)]
    [InlineData("model", "regex", "GPT", false)]
    [InlineData("model", "regex", "(?i)GPT", true)]
    [InlineData("provider", "equals", "openai", true)]
    [InlineData("provider", "equals", "OpenAI", true)]
    [InlineData("provider", "not_equals", "OpenAI", false)]
    [InlineData("provider", "not_equals", "openai", false)]
    [InlineData("provider", "not_equals", "azure", true)]
    [InlineData("session_id", "equals", "session-7", true)]
    [InlineData("user_id", "regex", "^user-\\d$", true)]
    [InlineData("api_key_name", "equals", "ci", true)]
    [InlineData("finish_reason", "equals", "stop", true)]
    [InlineData("finish_reason", "exists", null, true)]
    [InlineData("finish_reason", "not_exists", null, false)]
    [InlineData("total_cost", "equals", "0.0030", true)]
    [InlineData("total_cost", "equals", "3e-3", true)]
    [InlineData("total_cost", "gt", "0.003", false)]
    [InlineData("total_cost", "gte", "0.003", true)]
    [InlineData("total_tokens", "equals", "15", true)]
    [InlineData("prompt_tokens", "lt", "10", false)]
    [InlineData("prompt_tokens", "lte", "10", true)]
    [InlineData("completion_tokens", "gt", "4.5", true)]
    [InlineData("completion_tokens", "not_equals", "5.0", false)]
    [InlineData("completion_tokens", "exists", null, true)]
    [InlineData("input", "equals", "hi", true)]
    [InlineData("output", "contains", "ell", true)]
    public void Each_operator_compares_as_the_table_says(string field, string comparison, string? value, bool passes) =>
        Assert.Equal(passes, Passes(Traced.Success(), Rule(field, comparison, value)));

    [Theory]
    [MemberData(nameof(ComparisonsWithNothing))]
    public void What_is_unknown_or_empty_fails_every_comparison_but_the_negative_ones(string field, string comparison, bool passes)
    {
        string? value = comparison is "exists" or "not_exists" ? null : FilterFields.IsNumber(field) ? "1" : "x";
        var bare = Records.Completed() with { ProviderName = null, ProviderSlug = null, SessionId = "", Model = "" };

        Assert.Equal(passes, Passes(bare, Rule(field, comparison, value), content: null));
    }

    public static TheoryData<string, string, bool> ComparisonsWithNothing()
    {
        var data = new TheoryData<string, string, bool>();
        foreach (string field in FilterFields.All)
        {
            foreach (string comparison in FilterOperators.All)
            {
                if (FilterFields.IsNumber(field) ? FilterOperators.FitsNumbers(comparison) : FilterOperators.FitsText(comparison))
                    data.Add(field, comparison, comparison.StartsWith("not_", StringComparison.Ordinal));
            }
        }
        return data;
    }

    [Theory]
    [InlineData(GenerationOutcomes.Failed, null, true)]
    [InlineData(GenerationOutcomes.RouterCrashed, null, true)]
    [InlineData(GenerationOutcomes.Failed, "length", false)]
    [InlineData(GenerationOutcomes.Cancelled, null, false)]
    [InlineData(GenerationOutcomes.Completed, "error", true)]
    public void A_call_that_failed_finished_with_an_error(string outcome, string? reason, bool passes) =>
        Assert.Equal(passes, Passes(Records.Completed() with { Outcome = outcome, FinishReason = reason }, Rule("finish_reason", "equals", "error")));

    [Fact]
    public void Rules_of_a_group_are_joined_by_its_logic_and_groups_by_and()
    {
        var yes = Rule("user_id", "equals", "user-9");
        var no = Rule("user_id", "equals", "another");

        Assert.True(Passes(Group("and", yes, yes)));
        Assert.False(Passes(Group("and", yes, no)));
        Assert.True(Passes(Group("or", no, yes)));
        Assert.False(Passes(Group("or", no, no)));
        Assert.True(Passes(Group("or", no, yes), Group("and", yes)));
        Assert.False(Passes(Group("or", no, yes), Group("and", no)));
        Assert.True(Passes());
    }

    [Fact]
    public void What_isnt_known_yet_is_left_open_only_where_it_can_change_the_outcome()
    {
        var (yes, no, later) = (Rule("user_id", "exists"), Rule("user_id", "not_exists"), Rule("model", "exists"));

        Assert.Null(AtStart(Group("and", yes, later)));
        Assert.Null(AtStart(Group("and", later, yes)));
        Assert.False(AtStart(Group("and", later, no)));
        Assert.True(AtStart(Group("or", later, yes)));
        Assert.Null(AtStart(Group("or", no, later)));
        Assert.Null(AtStart(Group("or", yes), Group("and", later)));
        Assert.False(AtStart(Group("and", later), Group("and", no)));

        bool? AtStart(params DestinationFilterGroup[] groups) =>
            TraceFilter.Of(new() { Groups = groups }).Passes(new(Traced.Success(), GenerationStage.Started, null));
    }

    [Theory]
    [InlineData("colour", "equals", "x", "groups[0].rules[0].field: is none that this program knows")]
    [InlineData("model", "like", "x", "groups[0].rules[0].operator: is none that this program knows")]
    [InlineData("model", "gt", "1", "groups[0].rules[0].operator: doesn't fit a text")]
    [InlineData("total_cost", "contains", "1", "groups[0].rules[0].operator: doesn't fit a number")]
    [InlineData("total_cost", "gt", "much", "groups[0].rules[0].value: must be a number")]
    [InlineData("model", "equals", null, "groups[0].rules[0].value: is missing")]
    [InlineData("model", "exists", "x", "groups[0].rules[0].value: must be absent")]
    [InlineData("model", "regex", "(", "groups[0].rules[0].value: must be a regular expression of .NET's linear-time engine (NonBacktracking)")]
    public void Rules_that_cant_be_asked_let_nothing_pass_and_say_why(string field, string comparison, string? value, string fault)
    {
        var filter = TraceFilter.Of(new() { Groups = [Group("and", Rule(field, comparison, value))] });

        Assert.Equal(fault, filter.Fault);
        Assert.False(filter.Passes(new(Traced.Success(), GenerationStage.Delivered, Traced.Content())));
    }

    [Fact]
    public void A_group_without_rules_or_of_another_logic_lets_nothing_pass()
    {
        Assert.Equal("groups[0].rules: must have at least 1 item", TraceFilter.Of(new() { Groups = [Group("or")] }).Fault);
        Assert.Equal("groups[1].logic: must be and, or or", TraceFilter.Of(
            new() { Groups = [Group("and", Rule("model", "exists")), Group("xor", Rule("model", "exists"))] }).Fault);
    }

    [Theory]
    [InlineData("(a+)+b")]
    [InlineData("(a|aa)+$b")]
    [InlineData("(.*)*x")]
    public void An_expression_that_would_take_for_ever_elsewhere_takes_no_time(string pattern) =>
        Assert.False(Passes(Records.Completed(), Rule("input", "regex", pattern), Traced.Content(prompt: new('a', 1_000_000))));

    [Fact]
    public void An_expression_that_isnt_decided_in_time_excludes_the_trace()
    {
        string pattern = string.Concat(Enumerable.Repeat(".{0,99}", 100)) + "x";
        var content = Traced.Content(prompt: new('a', 4_000_000));

        Assert.False(Passes(Records.Completed(), Rule("input", "regex", pattern), content));
        Assert.False(Passes(new() { Groups = [Group("or", Rule("input", "regex", pattern), Rule("model", "exists"))] }, content));
    }

    [Theory]
    [InlineData("(a)\\1")]
    [InlineData("(?=a)")]
    [InlineData("(?>a)")]
    [InlineData("(.{0,1000}){0,1000}")]
    public void An_expression_that_the_linear_engine_doesnt_know_is_refused_with_its_name(string pattern)
    {
        Assert.Null(FilterPattern.Compile(pattern, out string? fault));
        Assert.Contains("NonBacktracking): without backreferences", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expression_that_is_too_long_is_refused()
    {
        Assert.NotNull(FilterPattern.Compile(new('a', 1024), out _));
        Assert.Null(FilterPattern.Compile(new('a', 1025), out string? fault));
        Assert.Equal("must be a regular expression of at most 1024 characters", fault);
    }

    [Fact]
    public void Rules_are_compiled_once_for_a_configuration()
    {
        DestinationFilterRules rules = new() { Groups = [Group("and", Rule("model", "regex", "x"))] };

        Assert.Same(TraceFilter.Of(rules), TraceFilter.Of(rules));
        Assert.NotSame(TraceFilter.Of(rules), TraceFilter.Of(rules with { Groups = [Group("and", Rule("model", "regex", "y"))] }));
    }

    private static bool Passes(params DestinationFilterGroup[] groups) => Passes(new DestinationFilterRules { Groups = groups }, Traced.Content());

    private static bool Passes(DestinationFilterRules rules, CapturedContent content) =>
        TraceFilter.Of(rules).Passes(new(Traced.Success(), GenerationStage.Delivered, content))!.Value;

    private static bool Passes(GenerationRecord record, DestinationFilterRule rule) => Passes(record, rule, Traced.Content());

    private static bool Passes(GenerationRecord record, DestinationFilterRule rule, CapturedContent? content) =>
        TraceFilter.Of(new() { Groups = [Group("and", rule)] }).Passes(new(record, GenerationStage.Delivered, content))!.Value;

    private static DestinationFilterGroup Group(string logic, params DestinationFilterRule[] rules) => new() { Logic = logic, Rules = rules };

    private static DestinationFilterRule Rule(string field, string comparison, string? value = null) =>
        new() { Field = field, Operator = comparison, Value = value };
}
