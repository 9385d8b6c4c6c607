using System.Diagnostics;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Tests.Compilation;

public sealed class GlobTests
{
    [Theory]
    [InlineData("openai/gpt-5", "openai/gpt-5", true)]
    [InlineData("openai/gpt-5", "openai/gpt-5-mini", false)]
    [InlineData("openai/*", "openai/gpt-5", true)]
    [InlineData("openai/*", "openai/", true)]
    [InlineData("openai/*", "azure/openai/gpt", false)]
    [InlineData("*", "anything/at-all", true)]
    [InlineData("*", "", true)]
    [InlineData("*/gpt-*", "openai/gpt-5", true)]
    [InlineData("*/gpt-*-mini", "openai/gpt-5-mini", true)]
    [InlineData("*/gpt-*-mini", "openai/gpt-mini", false)]
    [InlineData("*mini*mini", "a/mini", false)]
    [InlineData("*a*b*c*", "xaybzc", true)]
    [InlineData("*a*b*c*", "xcybza", false)]
    [InlineData("ab*ba", "aba", false)]
    [InlineData("**", "x", true)]
    [InlineData("openai/gpt-?", "openai/gpt-5", true)]
    [InlineData("openai/gpt-?", "openai/gpt-", false)]
    [InlineData("*/?-mini", "openai/5-mini", true)]
    [InlineData("OpenAI/GPT*", "openai/gpt-5", true)]
    public void A_pattern_matches_as_a_person_would_expect(string pattern, string text, bool expected) =>
        Assert.Equal(expected, Glob.Matches(pattern, text));

    [Fact]
    public void A_hostile_pattern_takes_no_time()
    {
        var watch = Stopwatch.StartNew();
        Assert.False(Glob.Matches(string.Concat(Enumerable.Repeat("*a", 100)) + "*b", new string('a', 20_000)));
        // Milliseconds if it is linear for each star; tried in every way it would outlast everyone.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{watch.Elapsed}");
    }
}
