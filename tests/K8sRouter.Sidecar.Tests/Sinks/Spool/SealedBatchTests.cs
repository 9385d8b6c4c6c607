using System.Text.Json;
using K8sRouter.Sidecar.Sinks.Spool;

namespace K8sRouter.Sidecar.Tests.Sinks.Spool;

public sealed class SealedBatchTests
{
    [Fact]
    public void A_batch_without_lists_of_what_was_made_anew_covers_all_up_to_its_end()
    {
        var batch = JsonSerializer.Deserialize(
            """{"journalSegment":1,"journalOffset":10,"segments":[],"target":{"rule":"off"}}""", SealedBatchJson.Default.SealedBatch)!;

        Assert.True(batch.Covers(new(1, 5), DateTimeOffset.UnixEpoch));
        Assert.False(batch.Covers(new(1, 11), DateTimeOffset.UnixEpoch));
        Assert.Equal((0, 0), (batch.Anew.Count, batch.Earlier.Count));
    }
}
