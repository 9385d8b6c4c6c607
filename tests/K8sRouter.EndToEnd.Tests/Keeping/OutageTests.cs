using System.Text.Json;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.EndToEnd.Tests.Keeping;

/// <summary>A store that is out of order for a while: callers don't notice, and nothing is missing afterwards.</summary>
[Collection(QuietCollection.Name)]
public sealed class OutageTests(ITestOutputHelper output)
{
    /// <summary>What one generation a second comes to in twenty minutes.</summary>
    private const int TwentyMinutes = 1200;

    [Fact]
    public async Task Twenty_minutes_of_an_outage_are_buffered_and_drained_and_callers_dont_notice()
    {
        await using var bucket = await Bucket.StartAsync();
        await OwnHouse.RunAsync(output, KeepingHouse.Plan(bucket), async house =>
        {
            await using var traffic = new Traffic(house, callers: 4);
            traffic.Start();
            await traffic.UntilAsync(more: TwentyMinutes);
            traffic.TakeMedian();
            await traffic.UntilAsync(more: TwentyMinutes / 2);
            double before = traffic.TakeMedian();

            bucket.Service.Faults.Always(request => request.Kind == GcsRequestKind.Token ? null : GcsFault.Status(503));
            int objects = bucket.Service.Objects.Count;
            await traffic.UntilAsync(more: TwentyMinutes);
            double during = traffic.TakeMedian();
            var sink = await SegmentsAsync(house);
            Assert.Equal("retrying", sink!.Value.GetProperty("state").GetString(), ignoreCase: true);
            Assert.InRange(bucket.Service.Objects.Count, 0, objects + 1);
            bucket.Service.Faults.Clear();
            await traffic.StopAsync();
            Assert.Equal(0, await house.Sidecar.Process.TerminateAsync());

            output.WriteLine($"median of an answer {during / before:F2} times that of before the outage");
            var kept = await KeptGenerations.ReadAsync(bucket.Open());
            Assert.Empty(kept.Twice);
            foreach (var (id, prompt) in traffic.Whole)
                kept.AssertWhole(id, prompt);
            // Half as much again is far beyond noise: an answer that waited for the store would take a hundred times as long.
            Assert.InRange(during / before, 0, 1.5);
        });
    }

    [Theory]
    [InlineData("forbidden")]
    [InlineData("bucket_missing")]
    public async Task A_store_that_somebody_must_mend_parks_what_goes_there_and_gets_it_when_it_is_mended(string reason)
    {
        await using var bucket = await Bucket.StartAsync();
        if (reason == "forbidden")
            bucket.Service.Faults.Always(request => request.Kind == GcsRequestKind.Token ? null : GcsFault.Status(403, "forbidden"));
        else
            bucket.Service.RemoveBucket(Bucket.Name);
        await OwnHouse.RunAsync(output, KeepingHouse.Plan(bucket), async house =>
        {
            string id = (await house.Sidecar.ChatAsync("acme/assistant", "parked")).Expect(200).GenerationId;
            // A sink is in the list from its first record on.
            await Eventually.TrueAsync("a parked sink", async () => (await SegmentsAsync(house))?.GetProperty("state").GetString() is { } state
                && string.Equals(state, "parked", StringComparison.OrdinalIgnoreCase));
            Assert.Equal(reason, (await SegmentsAsync(house))!.Value.GetProperty("last_error").GetString());
            Assert.Matches($"k8srouter_sink_parked{{[^}}]*{reason}[^}}]*}} 1", (await house.Sidecar.AdminAsync("/metrics")).Body);
            Assert.Contains($"gs://{Bucket.Name}", house.Logs, StringComparison.Ordinal);
            int asked = bucket.Service.Requests.Count;
            (await house.Sidecar.ChatAsync("acme/assistant", "answered all the same")).Expect(200);
            await Task.Delay(1500);
            Assert.InRange(bucket.Service.Requests.Count - asked, 0, 4);

            bucket.Service.Faults.Clear();
            bucket.Service.AddBucket(Bucket.Name);
            // Any change of the configuration is a reason to look again.
            house.Manifests.WritePolicy(KeepingHouse.Plan(bucket).Policy.Replace("enabled: true", "enabled: true, retentionDays: 120", StringComparison.Ordinal));
            await Eventually.TrueAsync("the records", () => bucket.Service.Objects.Count > 0);
            Assert.Equal(0, await house.Sidecar.Process.TerminateAsync());
            (await KeptGenerations.ReadAsync(bucket.Open())).AssertWhole(id, "parked");
        });
    }

    private static async Task<JsonElement?> SegmentsAsync(RunningHouse house)
    {
        var status = (await house.Sidecar.AdminAsync("/status")).Expect(200).Json;
        var sinks = status.GetProperty("sinks").EnumerateArray().Where(sink => sink.GetProperty("name").GetString() == "segments");
        return sinks.Any() ? sinks.Single() : null;
    }
}
