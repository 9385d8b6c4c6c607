using K8sRouter.Core.CommandLine;

namespace K8sRouter.Core.Tests.CommandLine;

public class DurationsTests
{
    [Theory]
    [InlineData("1ms", 1)]
    [InlineData("250ms", 250)]
    [InlineData("90s", 90_000)]
    [InlineData("0.5s", 500)]
    [InlineData("10m", 600_000)]
    [InlineData("1.5h", 5_400_000)]
    public void A_number_with_its_unit_is_a_duration(string text, int milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("250")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("s")]
    [InlineData("ms")]
    [InlineData("a day")]
    [InlineData("1d")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("1000001s")]
    [InlineData("0.000000001ms")]
    [InlineData(" 1s")]
    public void Anything_else_is_none(string? text) => Assert.False(Durations.TryParse(text, out _));
}
