using System.CommandLine;
using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Tests.Configuration;

public sealed class SpoolVolumeTests
{
    [Theory]
    [InlineData("100Mi")]
    [InlineData("2Mi")]
    [InlineData("500Mi")]
    [InlineData("5000000")]
    [InlineData("300Gi")]
    public async Task Journal_and_what_waits_beside_it_stay_under_80_percent_of_the_volume(string limit)
    {
        var options = (await CommandLine.RunAsync("--volume-limit", limit)).Options!;
        // Two sinks seal segments, records and content for use: each may have twice what it holds in its spool.
        Assert.True(SpoolVolume.JournalBytes(options) + (4 * SpoolVolume.HeldBytes(options)) <= options.VolumeLimit * 0.8);
        Assert.InRange(SpoolVolume.JournalBytes(options), SpoolVolume.LeastJournalBytes, options.JournalMaxBytes);
    }

    [Fact]
    public async Task Without_a_limit_the_bound_of_the_journal_is_what_was_said()
    {
        var options = (await CommandLine.RunAsync("--journal-max-bytes", "5000000")).Options!;
        Assert.Null(options.VolumeLimit);
        Assert.Equal(5_000_000, SpoolVolume.JournalBytes(options));
    }

    [Fact]
    public async Task A_large_volume_does_not_raise_the_bound()
    {
        var options = (await CommandLine.RunAsync("--volume-limit", "10Gi", "--journal-max-bytes", "5000000")).Options!;
        Assert.Equal(5_000_000, SpoolVolume.JournalBytes(options));
    }

    [Theory]
    [InlineData("1Mi")]
    [InlineData("0")]
    [InlineData("lots")]
    [InlineData("-5")]
    [InlineData("99999999999Gi")]
    public async Task A_limit_too_small_to_work_with_or_that_is_no_size_is_refused(string limit)
    {
        var (code, options) = await CommandLine.RunAsync("--volume-limit", limit);
        Assert.NotEqual(0, code);
        Assert.Null(options);
    }
}
