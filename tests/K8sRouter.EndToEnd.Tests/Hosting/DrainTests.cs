using System.Diagnostics;

namespace K8sRouter.EndToEnd.Tests.Hosting;

/// <summary>A sidecar that gets SIGTERM together with its application, which isn't done yet.</summary>
public sealed class DrainTests(ITestOutputHelper output)
{
    private static readonly HousePlan Draining = OwnHouse.Plain with
    {
        Sidecar = ["--shutdown-grace", "40s", "--drain-idle", "6s"],
    };

    [Fact]
    public Task A_call_that_comes_after_the_signal_is_served_and_the_end_comes_when_none_does() =>
        OwnHouse.RunAsync(output, Draining, async house =>
        {
            await house.Sidecar.Process.SignalAsync();
            await house.Sidecar.Process.WaitForAsync("SIGTERM: the process ends once no call has come or run for 6 s, in 30 s at the latest");
            (await house.Sidecar.AdminAsync("/readyz")).Expect(503);
            await Task.Delay(TimeSpan.FromSeconds(1));
            (await house.Sidecar.ChatAsync("acme/assistant", "Goodbye")).Expect(200);
            await house.Sidecar.Process.SignalAsync();
            (await house.Sidecar.ChatAsync("acme/assistant", "Goodbye again")).Expect(200);

            Assert.Equal(0, await house.Sidecar.Process.EndAsync());

            Assert.Contains("No more calls are accepted: no call has come for 6 s and none is running", house.Logs, StringComparison.Ordinal);
            Assert.Contains("by sink: none", house.Logs, StringComparison.Ordinal);
        });

    [Fact]
    public Task A_stream_that_runs_on_while_no_call_comes_is_served_to_its_end()
    {
        var slow = Draining with { TokenDelay = TimeSpan.FromMilliseconds(50), Sidecar = ["--shutdown-grace", "40s", "--drain-idle", "1s"] };
        return OwnHouse.RunAsync(output, slow, async house =>
        {
            using var response = await house.Sidecar.OpenAsync(
                "chat/completions", SidecarUnderTest.Chat("acme/assistant", "Write 80 words", ",\"stream\":true"));
            using var stream = new StreamReader(await response.Content.ReadAsStreamAsync());
            await stream.ReadBlockAsync(new char[200]);
            long asked = Stopwatch.GetTimestamp();
            await house.Sidecar.Process.SignalAsync();

            Assert.EndsWith("data: [DONE]", (await stream.ReadToEndAsync()).TrimEnd(), StringComparison.Ordinal);

            // Else it tells nothing: the stream outlasted the quiet that ends a sidecar without calls.
            Assert.True(Stopwatch.GetElapsedTime(asked) > TimeSpan.FromSeconds(2));
            Assert.Equal(0, await house.Sidecar.Process.EndAsync());
            Assert.Contains("No more calls are accepted: no call has come for 1 s and none is running", house.Logs, StringComparison.Ordinal);
        });
    }

    [Fact]
    public Task A_caller_that_never_stops_doesnt_keep_it_beyond_its_time() =>
        OwnHouse.RunAsync(output, Draining with { Sidecar = ["--shutdown-grace", "8s", "--drain-idle", "30s"] }, async house =>
        {
            using var end = new CancellationTokenSource();
            int served = 0;
            var calling = Task.Run(async () =>
            {
                try
                {
                    for (; !end.IsCancellationRequested; await Task.Delay(100))
                    {
                        if ((await house.Sidecar.ChatAsync("acme/assistant", "More")).Status == 200)
                            served++;
                    }
                }
                catch (HttpRequestException)
                {
                    // It has gone.
                }
            });
            await Eventually.TrueAsync("a first answer", () => Volatile.Read(ref served) > 0);
            long asked = Stopwatch.GetTimestamp();

            Assert.Equal(0, await house.Sidecar.Process.TerminateAsync());

            // Calls have 6 s of the 8; a busy machine needs some more to end the process.
            Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.FromSeconds(5.5), TimeSpan.FromSeconds(14));
            Assert.Contains("No more calls are accepted: the 6 s that calls have are over", house.Logs, StringComparison.Ordinal);
            await end.CancelAsync();
            await calling;
        });
}
