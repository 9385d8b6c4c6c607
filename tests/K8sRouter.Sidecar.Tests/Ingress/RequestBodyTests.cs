using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Ingress;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Tests.Ingress;

public sealed class RequestBodyTests
{
    private const int Largest = 200_000;

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(100_000, true)]
    [InlineData(100_000, false)]
    [InlineData(200_000, true)]
    [InlineData(200_000, false)]
    public async Task A_body_within_the_limit_is_read_whole(int length, bool announced)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        var budget = new MemoryBudget(1 << 20);
        var (body, refusal) = await RequestBody.ReadAsync(Request(bytes, announced), budget, Largest, default);

        Assert.Equal(BodyRefusal.None, refusal);
        Assert.True(body!.Memory.Span.SequenceEqual(bytes));
        Assert.InRange(budget.Used, length, 1 << 20);
        body.Dispose();
        body.Dispose();
        Assert.Equal((0, 0L), (body.Memory.Length, budget.Used));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_the_limit_is_none(bool announced)
    {
        var budget = new MemoryBudget(1 << 20);
        Assert.Equal((null, BodyRefusal.TooLarge), await RequestBody.ReadAsync(Request(new byte[200_001], announced), budget, Largest, default));
        Assert.Equal(0, budget.Used);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bodies_that_are_held_leave_room_for_no_more_than_the_budget(bool announced)
    {
        var budget = new MemoryBudget(512 << 10);
        var (first, _) = await RequestBody.ReadAsync(Request(new byte[200_000], announced: true), budget, Largest, default);

        Assert.Equal((null, BodyRefusal.NoRoom), await RequestBody.ReadAsync(Request(new byte[200_000], announced: false), budget, Largest, default));
        var second = await RequestBody.ReadAsync(Request(new byte[200_000], announced: true), budget, Largest, default);
        Assert.NotNull(second.Body);
        Assert.Equal((null, BodyRefusal.NoRoom), await RequestBody.ReadAsync(Request(new byte[10], announced), budget, Largest, default));
        Assert.Equal(2, budget.Refused);

        first!.Dispose();
        second.Body.Dispose();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public async Task A_caller_that_goes_away_while_it_is_read_leaves_nothing_behind()
    {
        var budget = new MemoryBudget(1 << 20);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await RequestBody.ReadAsync(Request(new byte[100_000], announced: true), budget, Largest, new CancellationToken(canceled: true)));
        Assert.Equal(0, budget.Used);
    }

    private static HttpRequest Request(byte[] bytes, bool announced)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(bytes);
        request.ContentLength = announced ? bytes.Length : null;
        return request;
    }
}
