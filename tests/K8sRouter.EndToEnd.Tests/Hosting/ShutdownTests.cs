using System.Diagnostics;

namespace K8sRouter.EndToEnd.Tests.Hosting;

/// <summary>The end of the process, where streams and stores would rather go on.</summary>
public sealed class ShutdownTests(ITestOutputHelper output)
{
    private static readonly HousePlan Slow = OwnHouse.Plain with
    {
        TokenDelay = TimeSpan.FromMilliseconds(20),
        Sidecar = ["--shutdown-grace", "8s"],
    };

    [Fact]
    public Task A_stream_that_would_take_too_long_is_cut_in_time_for_its_record_to_be_stored() =>
        OwnHouse.RunAsync(output, Slow, async house =>
        {
            string cut = await StreamAndTerminateAsync(house);

            string rows = string.Concat(Directory.EnumerateFiles(Path.Combine(house.Data, "store"), "*.jsonl", SearchOption.AllDirectories)
                .Select(File.ReadAllText));
            Assert.Contains(cut, rows, StringComparison.Ordinal);
            Assert.Contains("by sink: none", house.Logs, StringComparison.Ordinal);
        });

    [Fact]
    public Task A_store_that_takes_nothing_doesnt_prolong_the_end_and_what_remains_is_said() =>
        OwnHouse.RunAsync(output, Slow, async house =>
        {
            // Where the folder would be made, something else is.
            await File.WriteAllTextAsync(Path.Combine(house.Data, "store"), "no folder");
            (await house.Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);

            await StreamAndTerminateAsync(house);

            Assert.Contains("the journal keeps 2 generations for it", house.Logs, StringComparison.Ordinal);
            Assert.Contains("by sink: segments 2", house.Logs, StringComparison.Ordinal);
        });

    /// <returns>Id of the generation that was running.</returns>
    private static async Task<string> StreamAndTerminateAsync(RunningHouse house)
    {
        using var response = await house.Sidecar.OpenAsync(
            "chat/completions", SidecarUnderTest.Chat("acme/assistant", "Write 2000 words", ",\"stream\":true"));
        await using var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[1000]);
        long asked = Stopwatch.GetTimestamp();

        Assert.Equal(0, await house.Sidecar.Process.TerminateAsync());

        // One deadline, not 6 s for streams and another 8 s for sinks; a busy machine needs some more to end the process.
        Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(13.5));
        return Assert.Single(response.Headers.GetValues("X-Generation-Id"));
    }
}
