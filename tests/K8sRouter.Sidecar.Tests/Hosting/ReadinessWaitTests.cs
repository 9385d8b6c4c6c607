using K8sRouter.Sidecar.Hosting;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Hosting;

public sealed class ReadinessWaitTests
{
    private readonly FakeTimeProvider _clock = Clocks.Noon();

    [Fact]
    public async Task It_ends_when_nothing_is_in_the_way_any_more()
    {
        var obstacles = new Queue<string?>(["nothing listens", "no configuration", null]);
        var running = new ReadinessWait(_ => Task.FromResult(obstacles.Dequeue()), _clock).RunAsync(TimeSpan.FromMinutes(1), default);
        await MoveUntilAsync(running);

        Assert.Null(await running);
        Assert.Empty(obstacles);
    }

    [Fact]
    public async Task After_the_limit_it_says_what_was_in_the_way_last()
    {
        int looks = 0;
        var running = new ReadinessWait(_ => Task.FromResult<string?>($"obstacle {++looks}"), _clock).RunAsync(TimeSpan.FromSeconds(1), default);
        await MoveUntilAsync(running);

        Assert.Equal($"obstacle {looks}", await running);
        Assert.InRange(looks, 2, 11);
    }

    [Fact]
    public async Task The_longer_a_start_takes_the_less_often_it_looks()
    {
        var looked = new List<TimeSpan>();
        long began = _clock.GetTimestamp();
        var running = new ReadinessWait(
            _ =>
            {
                looked.Add(_clock.GetElapsedTime(began));
                return Task.FromResult<string?>("it starts");
            },
            _clock).RunAsync(TimeSpan.FromSeconds(30), default);
        await MoveUntilAsync(running);

        var pauses = looked.Zip(looked.Skip(1), (one, next) => next - one).ToArray();
        Assert.Equal(TimeSpan.FromMilliseconds(100), pauses[0]);
        Assert.Equal(pauses.Order(), pauses);
        Assert.InRange(pauses[^1], TimeSpan.FromMilliseconds(900), TimeSpan.FromMilliseconds(1200));
    }

    [Fact]
    public async Task A_sidecar_that_takes_the_call_and_says_nothing_doesnt_hold_it()
    {
        var running = new ReadinessWait(
            async end =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, end);
                return null;
            },
            _clock).RunAsync(TimeSpan.FromSeconds(1), default);
        await MoveUntilAsync(running);
        Assert.Equal("it didn't answer", await running);
    }

    [Fact]
    public async Task Where_nothing_listens_it_says_so()
    {
        using var readiness = new Readiness(System.Net.IPAddress.Loopback, 1);
        Assert.StartsWith("nothing listens there", await readiness.LookAsync(default), StringComparison.Ordinal);
    }

    private async Task MoveUntilAsync(Task task)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!task.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1, limit.Token);
        }
    }
}
