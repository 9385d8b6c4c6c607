using System.Text;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;

namespace K8sRouter.Sidecar.Tests.Capture;

public sealed class WholeAnswerTests
{
    [Theory]
    [InlineData(1_000, null)]
    [InlineData(1_000, 1_000L)]
    [InlineData(1_000, 5L)]
    [InlineData(0, 0L)]
    public async Task An_answer_within_the_bound_is_held_whole(int length, long? announced)
    {
        using var held = new PooledBuffer();
        var budget = new MemoryBudget(2_000);
        var memory = new HeldMemory(budget);

        Assert.True(await WholeAnswer.TryReadAsync(new MemoryStream(new byte[length]), announced, held, 1_000, memory, default));
        Assert.Equal((length, 2L * length), (held.Length, budget.Used));
        memory.Dispose();
        memory.Dispose();
        Assert.Equal(0, budget.Used);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1_000L)]
    public async Task An_answer_for_which_others_leave_no_room_is_not_held(long? announced)
    {
        var budget = new MemoryBudget(2_000);
        Assert.True(budget.TryTake(1));
        using var held = new PooledBuffer();
        using var memory = new HeldMemory(budget);

        Assert.False(await WholeAnswer.TryReadAsync(new MemoryStream(new byte[1_000]), announced, held, 1_000, memory, default));
        Assert.Equal((1L, 1L), (budget.Used, budget.Refused));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>502</body></html>")]
    [InlineData("{\"id\":")]
    [InlineData("{\"id\":\"\\ud800\"}")]
    public void What_is_no_answer_counts_as_one_that_broke_off(string body)
    {
        using var output = new PooledBuffer();

        Assert.Equal(AnswerFailure.BrokenOff, WholeAnswer.Rewrite(Encoding.UTF8.GetBytes(body), Answers.Chat(), output));
    }

    [Fact]
    public void An_error_with_status_200_is_an_error()
    {
        using var output = new PooledBuffer();

        Assert.Equal(429, WholeAnswer.Rewrite("""{"error":{"code":429,"message":"x"}}"""u8, Answers.Chat(), output)!.Status);
    }

    [Fact]
    public async Task A_larger_answer_passes_untouched_and_its_last_byte_waits_for_the_record()
    {
        byte[] bytes = [.. Enumerable.Range(0, 500_000).Select(i => (byte)(i * 7))];
        var source = new MemoryStream(bytes);
        var held = new PooledBuffer();
        Assert.False(await WholeAnswer.TryReadAsync(source, null, held, 1_000, memory: null, default));
        var observer = new RecordingObserver { Gate = new TaskCompletionSource<bool>() };
        await using var stream = new PrefixedStream(held, source, observer);
        var result = new MemoryStream();
        var buffer = new byte[10_000];
        var reading = stream.ReadAsync(buffer).AsTask();
        while (reading.IsCompleted)
        {
            result.Write(buffer, 0, await reading);
            reading = stream.ReadAsync(buffer).AsTask();
        }

        Assert.Equal(1, observer.Ends);
        Assert.True(result.Length < bytes.Length);
        observer.Gate.SetResult(true);
        for (int read = await reading; read > 0; read = await stream.ReadAsync(buffer))
            result.Write(buffer, 0, read);
        Assert.Equal(bytes, result.ToArray());
    }
}
