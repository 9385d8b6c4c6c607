using System.CommandLine;
using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Tests.Configuration;

public sealed class TraceMaxAgeTests
{
    [Theory]
    [InlineData(null, 24 * 60)]
    [InlineData("90m", 90)]
    [InlineData("48h", 48 * 60)]
    [InlineData("1.5h", 90)]
    public async Task It_is_a_day_unless_said_otherwise_and_may_be_said_in_hours(string? text, int minutes)
    {
        var (code, options) = await CommandLine.RunAsync(text is null ? [] : ["--trace-max-age", text]);

        Assert.Equal(0, code);
        Assert.Equal(TimeSpan.FromMinutes(minutes), options!.TraceMaxAge);
    }

    [Theory]
    [InlineData("0h")]
    [InlineData("a day")]
    [InlineData("-1h")]
    public async Task What_is_no_duration_is_refused(string text)
    {
        var (code, options) = await CommandLine.RunAsync("--trace-max-age", text);

        Assert.NotEqual(0, code);
        Assert.Null(options);
    }
}
