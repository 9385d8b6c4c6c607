using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.EndToEnd.Tests.Keeping;

/// <summary>Segments beyond what one request uploads: in chunks, over an encrypted file, and with a connection that breaks.</summary>
public sealed class LargeSegmentTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_segment_of_many_megabytes_is_uploaded_in_chunks_and_read_back_whole()
    {
        await using var bucket = await Bucket.StartAsync();
        var plan = KeepingHouse.Plan(bucket) with { Sidecar = ["--segment-bytes", "67108864"], SegmentAge = "30s" };
        await OwnHouse.RunAsync(output, plan, async house =>
        {
            var random = new Random(7);
            var said = new Dictionary<string, string>(StringComparer.Ordinal);
            for (int i = 0; i < 8; i++)
            {
                byte[] noise = new byte[1_500_000];
                random.NextBytes(noise);
                string prompt = Convert.ToBase64String(noise);
                said[(await house.Sidecar.ChatAsync("acme/assistant", prompt)).Expect(200).GenerationId] = prompt[..200];
            }
            bucket.Service.Faults.Next(GcsRequestKind.ResumableChunk, GcsFault.ResetWithin(4 << 20));
            Assert.Equal(0, await house.Sidecar.Process.TerminateAsync());

            Assert.True(bucket.Service.Count(GcsRequestKind.ResumableChunk) >= 2);
            Assert.Contains(bucket.Service.Objects, stored => stored.Content.Length > 8 << 20);
            var kept = await KeptGenerations.ReadAsync(bucket.Open());
            Assert.All(said, each => Assert.Contains(each.Value, Assert.Single(kept.Of(each.Key)).Content, StringComparison.Ordinal));
        });
    }
}
