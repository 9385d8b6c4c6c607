using K8sRouter.Crds.Validation;

namespace K8sRouter.Crds.Tests.Validation;

public sealed class SuggestionsTests
{
    private static readonly string[] Fields =
        ["displayName", "upstreams", "auth", "headers", "query", "pathTemplate", "headquarters", "datacenters", "statusPageUrl", "dataPolicy", "models"];

    [Theory]
    [InlineData("upstream", "upstreams")]
    [InlineData("upstraems", "upstreams")]
    [InlineData("Models", "models")]
    [InlineData("data_policy", "dataPolicy")]
    [InlineData("data-centers", "datacenters")]
    [InlineData("dataCenter", "datacenters")]
    [InlineData("headquarter", "headquarters")]
    [InlineData("header", "headers")]
    [InlineData("statusPageURL", "statusPageUrl")]
    [InlineData("authentication", "auth")]
    [InlineData("display", "displayName")]
    public void The_word_that_was_meant_is_found(string word, string meant) => Assert.Equal(meant, Suggestions.Nearest(word, Fields));

    [Theory]
    [InlineData("region")]
    [InlineData("x")]
    [InlineData("replicas")]
    public void Nothing_is_suggested_where_nothing_is_near(string word) => Assert.Null(Suggestions.Nearest(word, Fields));
}
