using System.Collections.Concurrent;
using K8sRouter.Operator.Controllers;
using K8sRouter.Operator.Kubernetes.Queues;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Kubernetes.Queues;

[Collection(ClockCollection.Name)]
public sealed class WorkQueueTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = Clocks.Noon();
    private readonly CapturingLogger _log = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _worked = new();
    private WorkQueue<string>? _queue;
    private Task _running = Task.CompletedTask;

    private string Worked => string.Join(' ', _worked);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _queue?.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_key_added_often_before_its_turn_is_worked_on_once()
    {
        Make(_ => { });
        _queue!.Add("a");
        _queue.Add("b");
        _queue.Add("a");
        _queue.AddAfter("a", TimeSpan.FromSeconds(1));
        Start();
        await Soon.Holds(() => Worked == "a b", "worked");
        await Soon.Advance(_time, TimeSpan.FromMinutes(1));
        Assert.Equal("a b", Worked);
        Assert.Equal(2, _queue.Statistics.Adds);
    }

    [Fact]
    public async Task A_key_added_while_it_is_worked_on_comes_again_afterwards()
    {
        var gate = new TaskCompletionSource();
        Make(_ => { }, _ => gate.Task, workers: 4);
        Start();
        _queue!.Add("a");
        await Soon.Holds(() => _queue.Statistics.Running == 1);
        _queue.Add("a");
        _queue.Add("a");
        await Soon.Settle();
        Assert.Equal("a", Worked);
        gate.SetResult();
        await Soon.Holds(() => Worked == "a a");
        await Soon.Settle();
        Assert.Equal("a a", Worked);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_two_workers_have_the_same_key_and_no_addition_is_lost(int seed)
    {
        var versions = new int[10];
        var done = new int[10];
        var busy = new int[10];
        int together = 0;
        int failing = seed;
        _queue = new WorkQueue<string>(
            async (key, _) =>
            {
                int index = int.Parse(key, System.Globalization.CultureInfo.InvariantCulture);
                if (Interlocked.Increment(ref busy[index]) != 1)
                    Interlocked.Increment(ref together);
                int version = Volatile.Read(ref versions[index]);
                await Task.Yield();
                Interlocked.Decrement(ref busy[index]);
                if (Interlocked.Increment(ref failing) % 7 == 0)
                    throw new InvalidOperationException();
                Volatile.Write(ref done[index], version);
                return default;
            },
            new WorkQueueOptions<string> { Name = "test", Workers = 8 },
            _time,
            new Random(seed),
            _log);
        Start();
        await Parallel.ForAsync(0, 4, async (thread, _) =>
        {
            var random = new Random((seed * 100) + thread);
            for (int i = 0; i < 2_000; i++)
            {
                int index = random.Next(10);
                Interlocked.Increment(ref versions[index]);
                if (random.Next(4) == 0)
                    _queue.AddAfter(index.ToString(System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromMilliseconds(random.Next(20)));
                else
                    _queue.Add(index.ToString(System.Globalization.CultureInfo.InvariantCulture));
                if (i % 50 == 0)
                    await Task.Yield();
            }
        });
        await Soon.Holds(_time, TimeSpan.FromMilliseconds(10), () => done.SequenceEqual(versions), "all done");
        Assert.Equal(0, together);
    }

    [Fact]
    public async Task A_key_that_fails_is_retried_for_ever_ever_more_slowly_and_never_hot()
    {
        var times = new List<TimeSpan>();
        var began = _time.GetTimestamp();
        Make(_ =>
        {
            times.Add(_time.GetElapsedTime(began));
            throw new InvalidOperationException("secret-in-text");
        });
        Start();
        _queue!.Add("a");
        for (int tries = 1; tries <= 25; tries++)
        {
            var wait = tries < 12 ? TimeSpan.FromMilliseconds(1 << Math.Max(0, tries - 4)) : TimeSpan.FromSeconds(5);
            await Soon.Holds(_time, wait, () => _queue.Statistics.Failures >= tries, "retried");
        }
        var gaps = times.Zip(times.Skip(1), (a, b) => b - a).ToList();
        for (int i = 0; i < gaps.Count; i++)
        {
            double most = Math.Min(300_000, 5 * Math.Pow(2, i));
            Assert.True(gaps[i].TotalMilliseconds >= Math.Floor(most / 2), $"gap {i} is {gaps[i]}");
            Assert.True(gaps[i] <= TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(10), $"gap {i} is {gaps[i]}");
        }
        Assert.True(gaps[^1] > TimeSpan.FromMinutes(2));
        Assert.Equal(1, _log.Count(5100));
        Assert.DoesNotContain("secret-in-text", _log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_success_ends_the_backoff_and_says_so_once()
    {
        bool fails = true;
        Make(_ =>
        {
            if (fails)
                throw new InvalidOperationException();
        });
        Start();
        _queue!.Add("a");
        await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => _queue.Statistics.Failures == 10, "failed");
        fails = false;
        await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => _queue.Statistics.Successes == 1, "succeeded");
        Assert.Equal(1, _log.Count(5101));
        fails = true;
        _queue.Add("a");
        await Soon.Holds(() => _queue.Statistics.Failures == 11);
        var took = await Soon.Holds(_time, TimeSpan.FromMilliseconds(1), () => _queue.Statistics.Failures == 12, "retried");
        Assert.InRange(took, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(50));
        Assert.Equal(2, _log.Count(5100));
    }

    [Fact]
    public async Task Another_failure_of_a_key_is_logged_as_well()
    {
        int tries = 0;
        Make(_ => throw (tries++ < 5 ? new InvalidOperationException() : new FormatException()));
        Start();
        _queue!.Add("a");
        await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => _queue.Statistics.Failures == 10, "failed");
        Assert.Equal(2, _log.Count(5100));
    }

    [Fact]
    public async Task A_key_comes_again_when_it_asked_to_or_earlier_when_it_is_added()
    {
        Make(_ => { }, requeue: TimeSpan.FromMinutes(1));
        Start();
        _queue!.Add("a");
        await Soon.Holds(() => _queue.Statistics.Successes == 1);
        var took = await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => _queue.Statistics.Successes == 2, "again");
        Assert.InRange(took, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(65));
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        took = await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => _queue.Statistics.Successes == 3, "earlier");
        Assert.InRange(took, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
        _queue.Add("a");
        await Soon.Holds(() => _queue.Statistics.Successes == 4);
        Assert.Equal(1, _queue.Statistics.Delayed);
    }

    [Fact]
    public async Task Keys_at_rest_come_again_after_hours_and_not_all_at_once()
    {
        Make(_ => { });
        Start();
        for (int i = 0; i < 100; i++)
            _queue!.Add($"k{i}");
        await Soon.Holds(() => _queue!.Statistics.Successes == 100);
        _time.Advance(TimeSpan.FromHours(9.9));
        await Soon.Settle();
        Assert.Equal(100, _queue!.Statistics.Successes);

        long most = 0;
        for (int i = 0; i < 20; i++)
        {
            long before = _queue.Statistics.Adds;
            _time.Advance(TimeSpan.FromMinutes(31));
            await Soon.Settle();
            most = Math.Max(most, _queue.Statistics.Adds - before);
        }
        await Soon.Holds(() => _queue.Statistics.Successes == 200);
        Assert.InRange(most, 1, 20);
    }

    [Fact]
    public async Task A_key_that_is_gone_is_forgotten_and_may_come_back()
    {
        bool exists = true;
        Make(_ => { }, exists: _ => exists);
        Start();
        _queue!.Add("a");
        await Soon.Holds(() => _queue.Statistics.Successes == 1);
        Assert.Equal(1, _queue.Statistics.Delayed);
        exists = false;
        _queue.Add("a");
        await Soon.Holds(() => _queue.Statistics.Successes == 2);
        Assert.Equal(0, _queue.Statistics.Delayed);
        exists = true;
        _queue.Add("a");
        await Soon.Holds(() => _queue.Statistics.Successes == 3);
    }

    [Fact]
    public async Task A_key_that_never_rests_starves_no_other()
    {
        Make(key =>
        {
            if (key == "hot" && _worked.Count < 1_000)
                _queue!.Add("hot");
        });
        Start();
        _queue!.Add("hot");
        for (int i = 0; i < 10; i++)
            _queue.Add($"k{i}");
        await Soon.Holds(() => Enumerable.Range(0, 10).All(i => _worked.Contains($"k{i}")));
        Assert.InRange(_worked.ToArray().TakeWhile(key => key != "k9").Count(key => key == "hot"), 1, 30);
        await Soon.Holds(() => _queue.Statistics is { Running: 0, Depth: 0 });
    }

    [Fact]
    public async Task What_is_at_work_may_finish_and_nothing_new_begins()
    {
        var gate = new TaskCompletionSource();
        Make(_ => { }, _ => gate.Task, workers: 1);
        Start();
        _queue!.Add("a");
        _queue.Add("b");
        await Soon.Holds(() => Worked == "a");
        await _stop.CancelAsync();
        await Soon.Settle();
        Assert.False(_running.IsCompleted);
        gate.SetResult();
        await _running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("a", Worked);
        Assert.Equal(1, _queue.Statistics.Depth);
    }

    [Fact]
    public async Task What_does_not_finish_in_time_is_cancelled()
    {
        Make(_ => { }, token => Task.Delay(Timeout.Infinite, token));
        Start();
        _queue!.Add("a");
        await Soon.Holds(() => Worked == "a");
        await _stop.CancelAsync();
        var took = await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => _running.IsCompleted, "stopped");
        Assert.InRange(took, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(11.5));
        Assert.Equal(0, _queue.Statistics.Failures);
    }

    [Fact]
    public async Task What_does_not_even_notice_that_is_left_behind_and_named()
    {
        var never = new TaskCompletionSource();
        Make(_ => { }, _ => never.Task);
        Start();
        _queue!.Add("a");
        await Soon.Holds(() => Worked == "a");
        await _stop.CancelAsync();
        await Soon.Holds(_time, TimeSpan.FromSeconds(1), () => _running.IsCompleted, "stopped");
        Assert.Equal(1, _log.Count(5103));
    }

    [Fact]
    public async Task A_key_that_asks_for_a_far_day_comes_at_the_resync_all_the_same()
    {
        Make(_ => { }, requeue: TimeSpan.FromDays(400));
        Start();
        _queue!.Add("a");
        await Soon.Holds(() => Worked == "a");
        await Soon.Settle();
        await Soon.Advance(_time, TimeSpan.FromHours(20));
        await Soon.Holds(() => Worked == "a a");
    }

    private void Make(
        Action<string> work,
        Func<CancellationToken, Task>? wait = null,
        int workers = 1,
        TimeSpan? requeue = null,
        Func<string, bool>? exists = null)
    {
        _queue = new WorkQueue<string>(
            async (key, token) =>
            {
                _worked.Enqueue(key);
                work(key);
                if (wait is not null)
                    await wait(token);
                return new ReconciliationResult(requeue);
            },
            new WorkQueueOptions<string> { Name = "test", Workers = workers, StillExists = exists },
            _time,
            new Random(1),
            _log);
    }

    private void Start() => _running = _queue!.RunAsync(_stop.Token);
}
