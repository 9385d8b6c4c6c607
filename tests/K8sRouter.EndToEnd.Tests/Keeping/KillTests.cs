using System.Diagnostics;
using K8sRouter.Core.Storage;

namespace K8sRouter.EndToEnd.Tests.Keeping;

/// <summary>The promise that matters most: what a caller was told is in the store, whenever the process dies.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Rounds = 50;

    private static readonly HousePlan Logged = new()
    {
        Policy = "{retention: {maxDays: 0}, inputOutputLogging: {enabled: true, retentionDays: 90}}",
        Providers = (alpha, beta) =>
        [
            new TestProvider("alpha", alpha) { Models = [new("acme/assistant") { Apis = "chat, responses" }] },
            new TestProvider("scholar", beta) { Anthropic = true, Models = [new("acme/scholar") { Apis = "messages" }] },
        ],
    };

    [Fact]
    public Task Killed_again_and_again_under_load_a_sidecar_loses_and_doubles_nothing() =>
        OwnHouse.RunAsync(output, Logged, async house =>
        {
            int seed = Environment.TickCount;
            var random = new Random(seed);
            var watch = Stopwatch.StartNew();
            await using var traffic = new Traffic(house, callers: 4);
            traffic.Start();
            for (int round = 0; round < Rounds; round++)
            {
                await traffic.UntilAsync(more: random.Next(1, 40));
                await Task.Delay(random.Next(0, 60));
                await house.Sidecar.Process.KillAsync();
                await house.StartSidecarAsync();
            }
            await traffic.UntilAsync(more: 1);
            await traffic.StopAsync();
            Assert.Equal(0, await house.Sidecar.Process.TerminateAsync());

            var kept = await KeptGenerations.ReadAsync(new FolderObjectStore(Path.Combine(house.Data, "store")));
            output.WriteLine($"{Rounds} kills in {watch.Elapsed.TotalSeconds:F0} s (seed {seed}): {traffic.Whole.Count} whole answers, "
                + $"{traffic.Begun.Count} begun, {kept.Count} generations in {kept.Objects} objects");
            Assert.Empty(kept.Twice);
            foreach (var (id, prompt) in traffic.Whole)
            {
                var (outcome, content) = Assert.Single(kept.Of(id));
                Assert.Equal("completed", outcome);
                Assert.Contains(prompt, content, StringComparison.Ordinal);
                Assert.Contains($"heard you say: {prompt}", content, StringComparison.Ordinal);
            }
            // Also of those whose end nobody saw there is something: how they ended, or that the process did.
            Assert.All(traffic.Begun.Keys, id => Assert.Single(kept.Of(id)));
        });
}
