using System.Text.RegularExpressions;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Events.Redis;

namespace K8sRouter.Core.Tests.Events.Redis;

public class RedisKeyTests
{
    [Theory]
    [InlineData(null, "k8srouter")]
    [InlineData("teams:a", "teams:a")]
    public void All_names_begin_with_the_prefix_and_the_workspaces_id(string? prefix, string start)
    {
        var settings = new RedisSettings { Address = "redis:6379", Prefix = prefix };

        Assert.Equal(
            [$"{start}:w-1:generations", $"{start}:w-1:generation:gen-1", $"{start}:w-1:notices", $"{start}:w-1:events"],
            [
                RedisKeys.Generations(settings, "w-1"), RedisKeys.Generation(settings, "w-1", "gen-1"),
                RedisKeys.Notices(settings, "w-1"), RedisKeys.Channel(settings, "w-1"),
            ]);
    }

    [Theory]
    [InlineData("team-a", true)]
    [InlineData("teams:A_1.b", true)]
    [InlineData("", false)]
    [InlineData(":", false)]
    [InlineData("team-a:", false)]
    [InlineData(":team-a", false)]
    [InlineData("a::b", false)]
    [InlineData("team-*", false)]
    [InlineData("team?", false)]
    [InlineData("[ab]", false)]
    [InlineData("a b", false)]
    [InlineData("\u00e9", false)]
    public void A_prefix_is_what_its_pattern_says_and_no_pattern_of_Redis(string text, bool isPrefix)
    {
        Assert.Equal(isPrefix, RedisKeys.IsPrefix(text));
        Assert.Equal(isPrefix, Regex.IsMatch(text, RedisKeys.PrefixPattern));
    }

    [Fact]
    public void A_prefix_is_bounded()
    {
        Assert.True(RedisKeys.IsPrefix(new string('a', RedisKeys.MaxPrefixLength)));
        Assert.False(RedisKeys.IsPrefix(new string('a', RedisKeys.MaxPrefixLength + 1)));
    }
}
