using System.Globalization;
using System.Text;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Testing;

namespace K8sRouter.Sidecar.Tests.Capture;

public sealed class StreamAllocationTests
{
    /// <summary>Less than the smallest object a chunk; more than the reads themselves take in a debug build.</summary>
    private const int Constant = 20 << 10;

    private const string Start =
        """{"id":"u","object":"chat.completion.chunk","created":1,"model":"m","service_tier":"default","system_fingerprint":"fp","choices":[{""";

    [Fact]
    public async Task A_stream_ten_times_as_long_allocates_no_more()
    {
        var few = Pieces(200);
        var many = Pieces(2_000);
        for (int warmUp = 0; warmUp < 3; warmUp++)
        {
            await MeasureAsync(few);
            await MeasureAsync(many);
        }

        long allocatedByFew = await MeasureAsync(few);
        long allocatedByMany = await MeasureAsync(many);

        Assert.True(allocatedByMany <= allocatedByFew + Constant, $"200 chunks: {allocatedByFew} bytes; 2,000 chunks: {allocatedByMany} bytes");
    }

    /// <summary>Several chunks a read, as from a fast provider.</summary>
    private static byte[][] Pieces(int chunks)
    {
        var text = new StringBuilder();
        for (int i = 0; i < chunks; i++)
            text.Append(CultureInfo.InvariantCulture, $"data: {Start}\"index\":0,\"delta\":{{\"content\":\" word {i}\"}},\"logprobs\":null,\"finish_reason\":null}}],\"usage\":null}}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"data: {Start}\"index\":0,\"delta\":{{}},\"finish_reason\":\"stop\"}}]}}\n\ndata: [DONE]\n\n");
        return [.. Encoding.UTF8.GetBytes(text.ToString()).Chunk(8 << 10)];
    }

    private static async Task<long> MeasureAsync(byte[][] pieces)
    {
        using var source = new PiecesStream(pieces);
        using var stream = new EventStream(
            source, Answers.Chat(), new RecordingObserver(), endsWithDone: true, new StreamLimits(TimeSpan.FromSeconds(60), 1 << 20),
            new HeldMemory(new MemoryBudget(1 << 20)), Clocks.Noon());
        var buffer = new byte[16 << 10];
        long before = GC.GetAllocatedBytesForCurrentThread();
        int thread = Environment.CurrentManagedThreadId;
        int total = 0;
        for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
            total += count;
        // Everything was there: each read completed at once, on this thread.
        Assert.Equal(thread, Environment.CurrentManagedThreadId);
        Assert.True(total > pieces.Length * 4_000);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
