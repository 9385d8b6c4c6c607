using K8sRouter.Operator.Controllers;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes.Client;

namespace K8sRouter.Operator.Kubernetes.Queues;

/// <summary>
/// Works on keys, first come first served. A failure comes again with backoff, for ever; a success after what it asks for, or
/// at the slow resync. All that waits for its time hangs on one timer.
/// </summary>
internal sealed class WorkQueue<TKey> : IWorkQueue<TKey>, IDisposable
    where TKey : notnull
{
    /// <summary>What cancelled work gets to notice it.</summary>
    private static readonly TimeSpan CancelledWithin = TimeSpan.FromSeconds(2);

    /// <summary>No timer takes longer; it then looks again.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly Func<TKey, CancellationToken, Task<ReconciliationResult>> _work;
    private readonly WorkQueueOptions<TKey> _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, WorkItem<TKey>> _items = [];
    private readonly Queue<WorkItem<TKey>> _waiting = new();
    private readonly Schedule<TKey> _schedule = new();
    private readonly HashSet<WorkItem<TKey>> _running = [];
    private readonly CancellationTokenSource _cancelled = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private long? _timerDue;
    private bool _started;
    private bool _stopping;
    private long _adds;
    private long _successes;
    private long _failures;
    private TimeSpan _waited;
    private TimeSpan _worked;

    /// <summary>Takes keys at once, and works on them from <see cref="RunAsync"/> on.</summary>
    /// <param name="work">Brings a key to where it should be. An exception is a failure.</param>
    /// <param name="options">How.</param>
    /// <param name="time">Paces everything.</param>
    /// <param name="random">Spreads retries and resyncs; used under a lock.</param>
    /// <param name="logger">Told of each key's failure once, until it is another or gone.</param>
    public WorkQueue(
        Func<TKey, CancellationToken, Task<ReconciliationResult>> work,
        WorkQueueOptions<TKey> options,
        TimeProvider time,
        Random random,
        ILogger logger)
    {
        _work = work;
        _options = options;
        _time = time;
        _random = random;
        _logger = logger;
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public WorkQueueStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                var longest = _running.Count == 0 ? TimeSpan.Zero : _running.Max(item => _time.GetElapsedTime(item.Since));
                return new WorkQueueStatistics(
                    _waiting.Count, _schedule.Count, _running.Count, _adds, _successes, _failures, _waited, _worked, longest);
            }
        }
    }

    public void Add(TKey key)
    {
        lock (_lock)
        {
            Want(Item(key));
            Dispatch();
        }
    }

    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }
        lock (_lock)
        {
            var item = Item(key);
            if (!item.IsWanted)
                _schedule.Add(item, In(delay));
            SetTimer();
        }
    }

    /// <summary>
    /// Works until cancelled. Then nothing new begins, and what is at work may finish within
    /// <see cref="WorkQueueOptions{TKey}.StopWithin"/> before it is cancelled.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _started = true;
            Dispatch();
        }
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            _stopping = true;
            if (_running.Count == 0)
                _idle.TrySetResult();
        }
        if (await IdleAsync(_options.StopWithin))
            return;
        await _cancelled.CancelAsync();
        if (!await IdleAsync(CancelledWithin))
            Log.QueueAbandoned(_logger, _options.Name, Statistics.Running);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _cancelled.Dispose();
    }

    private async Task<bool> IdleAsync(TimeSpan within)
    {
        try
        {
            await _idle.Task.WaitAsync(within, _time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private WorkItem<TKey> Item(TKey key)
    {
        if (!_items.TryGetValue(key, out var item))
            _items.Add(key, item = new WorkItem<TKey>(key));
        return item;
    }

    private long In(TimeSpan delay) => _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);

    private void Want(WorkItem<TKey> item)
    {
        _schedule.Remove(item);
        if (item.IsWanted)
            return;
        item.IsWanted = true;
        _adds++;
        if (!item.IsRunning)
            Wait(item);
    }

    private void Wait(WorkItem<TKey> item)
    {
        item.Since = _time.GetTimestamp();
        _waiting.Enqueue(item);
    }

    private void Look()
    {
        lock (_lock)
        {
            _timerDue = null;
            Dispatch();
        }
    }

    private void Dispatch()
    {
        long now = _time.GetTimestamp();
        while (_schedule.Take(now) is { } item)
            Want(item);
        SetTimer();
        while (_started && !_stopping && _running.Count < _options.Workers && _waiting.TryDequeue(out var item))
        {
            item.IsWanted = false;
            item.IsRunning = true;
            _waited += _time.GetElapsedTime(item.Since);
            item.Since = now;
            _running.Add(item);
            _ = Task.Run(() => WorkAsync(item));
        }
    }

    private void SetTimer()
    {
        if (_schedule.First is not { } first || _stopping || _timerDue <= first)
            return;
        _timerDue = first;
        // Rounded up to the timer's milliseconds, or it would fire just before the time and spin.
        double left = Math.Ceiling(_time.GetElapsedTime(_time.GetTimestamp(), first).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(left, 1, LongestTimer.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private async Task WorkAsync(WorkItem<TKey> item)
    {
        try
        {
            var result = await _work(item.Key, _cancelled.Token);
            lock (_lock)
                Succeeded(item, result);
        }
        catch (Exception exception)
        {
            lock (_lock)
                Failed(item, exception);
        }
    }

    private void Succeeded(WorkItem<TKey> item, ReconciliationResult result)
    {
        _successes++;
        if (item.Problem is not null)
            Log.WorkRecovered(_logger, _options.Name, item.Key.ToString(), item.Failures);
        item.Failures = 0;
        item.Problem = null;
        if (!item.IsWanted)
        {
            // Never later than the resync: a wait of months is counted by a clock that stands still with the machine.
            var resync = _options.Resync * (1 + _random.NextDouble());
            if (result.RequeueAfter is { } delay && delay < resync)
                _schedule.Add(item, In(delay > _options.Retry.First ? delay : _options.Retry.First));
            else if (result.RequeueAfter is null && item.Due is null && _options.StillExists?.Invoke(item.Key) == false)
                _items.Remove(item.Key);
            else
                _schedule.Add(item, In(resync));
        }
        Finished(item);
    }

    private void Failed(WorkItem<TKey> item, Exception exception)
    {
        if (!(exception is OperationCanceledException && _cancelled.IsCancellationRequested))
        {
            _failures++;
            item.Failures++;
            Tell(item, exception);
        }
        if (!item.IsWanted)
        {
            var asked = (exception as KubernetesException)?.RetryAfter;
            _schedule.Add(item, In(_options.Retry.Delay(Math.Max(1, item.Failures), asked, _random.NextDouble())));
        }
        Finished(item);
    }

    private void Tell(WorkItem<TKey> item, Exception exception)
    {
        // Two writers met: the next look settles it.
        if (exception is KubernetesException { IsConflict: true })
        {
            Log.WorkConflicted(_logger, _options.Name, item.Key.ToString());
            return;
        }
        string problem = Faults.Describe(exception);
        if (problem == item.Problem)
            return;
        item.Problem = problem;
        Log.WorkFailed(_logger, _options.Name, item.Key.ToString(), problem, Faults.Place(exception));
    }

    private void Finished(WorkItem<TKey> item)
    {
        _worked += _time.GetElapsedTime(item.Since);
        item.IsRunning = false;
        _running.Remove(item);
        if (item.IsWanted)
            Wait(item);
        Dispatch();
        if (_stopping && _running.Count == 0)
            _idle.TrySetResult();
    }
}
