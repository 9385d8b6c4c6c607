using System.Diagnostics;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.EndToEnd.Tests.Keeping;

/// <summary>The promise that matters most: what a caller was told is in the store, whenever the process dies.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Rounds = 50;

    [Fact]
    public async Task Killed_again_and_again_under_load_a_sidecar_loses_and_doubles_nothing()
    {
        await using var bucket = await Bucket.StartAsync();
        await OwnHouse.RunAsync(output, KeepingHouse.Plan(bucket) with { SegmentAge = "150ms" }, async house =>
        {
            int seed = Environment.TickCount;
            var random = new Random(seed);
            bucket.Service.Faults.Always(_ => Misfortune(random));
            var watch = Stopwatch.StartNew();
            await using var traffic = new Traffic(house, callers: 4);
            traffic.Start();
            for (int round = 0; round < Rounds; round++)
            {
                await traffic.UntilAsync(more: random.Next(1, 80));
                await Task.Delay(random.Next(0, 60));
                await house.Sidecar.Process.KillAsync();
                await house.StartSidecarAsync();
            }
            await traffic.UntilAsync(more: 1);
            await traffic.StopAsync();
            bucket.Service.Faults.Clear();
            Assert.Equal(0, await house.Sidecar.Process.TerminateAsync());

            var kept = await KeptGenerations.ReadAsync(bucket.Open());
            output.WriteLine($"{Rounds} kills in {watch.Elapsed.TotalSeconds:F0} s (seed {seed}): {traffic.Whole.Count} whole answers, "
                + $"{traffic.Begun.Count} begun, {kept.Count} generations in {kept.Objects} objects, "
                + $"{bucket.Service.Requests.Count} requests to the store");
            Assert.Empty(kept.Twice);
            foreach (var (id, prompt) in traffic.Whole)
                kept.AssertWhole(id, prompt);
            // Also of those whose end nobody saw there is something: how they ended, or that the process did.
            Assert.All(traffic.Begun.Keys, id => Assert.Single(kept.Of(id)));
        });
    }

    /// <summary>Now and then a store is busy, breaks a connection, or stores an object and can't say so.</summary>
    private static GcsFault? Misfortune(Random random)
    {
        int draw;
        lock (random)
            draw = random.Next(100);
        return draw switch
        {
            < 6 => GcsFault.Of(GcsFaultKind.ResetAfter),
            < 9 => GcsFault.Of(GcsFaultKind.Reset),
            < 12 => GcsFault.Status(503),
            < 14 => GcsFault.StatusAfter(500),
            < 20 => GcsFault.Of(GcsFaultKind.Slow),
            _ => null,
        };
    }
}
