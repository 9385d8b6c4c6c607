using System.Text.Json;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// Carries generations from the journal to one sink, in order, at the sink's own pace: (1) reads what is there, waiting a
/// moment so that entries gather; (2) delivers what is due, again and again until it goes through; (3) acknowledges once
/// nothing read is undelivered. Whatever is thrown on the way, the journal is opened again at the last acknowledgement and
/// the rest replayed: a sink delays nobody else and never ends the process.
/// </summary>
internal sealed class SinkPump(
    ISink sink, Func<IJournalReader> openReader, SinkProgress progress, SinkOptions options, TimeProvider clock, ILogger logger)
    : IDisposable
{
    private static readonly TimeSpan LongestRetryWhileStopping = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Random _random = new();
    private Task _run = Task.CompletedTask;
    private JournalEntry? _last;
    private DateTimeOffset _acknowledgedAt;
    private int _faults;
    private int _replays;
    private bool _replay;
    private bool _behind;
    private bool _drained;
    private TaskCompletionSource _woken = NewSignal();

    public SinkProgress Progress => progress;

    public void Start() => _run = Task.Run(RunAsync);

    /// <summary>Something changed that faults may have been about: what waits is tried again at once.</summary>
    public void Wake() => Interlocked.Exchange(ref _woken, NewSignal()).TrySetResult();

    /// <summary>Delivers what the journal holds and ends; at the end of <paramref name="grace"/> it ends anyhow.</summary>
    /// <returns>Whether everything was delivered.</returns>
    public async Task<bool> StopAsync(TimeSpan grace)
    {
        await _stopping.CancelAsync();
        if (grace <= TimeSpan.Zero)
            await _abandoned.CancelAsync();
        else
            _abandoned.CancelAfter(grace);
        await _run;
        progress.Entered(SinkState.Stopped);
        return _drained;
    }

    /// <summary>After <see cref="StopAsync"/>.</summary>
    public void Dispose()
    {
        sink.Dispose();
        _stopping.Dispose();
        _abandoned.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_drained && !_abandoned.IsCancellationRequested)
        {
            try
            {
                _replay = false;
                using (var reader = openReader())
                    await PumpAsync(reader);
                if (_replay)
                    await ReplayAsync();
            }
            catch (OperationCanceledException) when (_abandoned.IsCancellationRequested)
            {
                // The time to drain is over: the journal keeps the rest.
            }
#pragma warning disable CA1031 // Whatever it is, it must not end the process nor this sink.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                // The type alone: the message may hold what the generation held.
                Log.SinkFaulted(logger, sink.Name, fault.GetType().Name);
                progress.Retried(SinkFaults.Internal);
                Discard();
                await WaitAsync(
                    options.Retry.Delay(++_faults, null, _random.NextDouble()), Volatile.Read(ref _woken).Task);
            }
        }
    }

    private async Task ReplayAsync()
    {
        Discard();
        // Once is how it is meant; again and again without a delivery between would be a fault that spins.
        if (++_replays > 1)
        {
            await WaitAsync(
                options.Retry.Delay(_replays - 1, null, _random.NextDouble()), Volatile.Read(ref _woken).Task);
        }
    }

    private void Discard()
    {
        sink.Discard();
        progress.Replayed();
        _last = null;
    }

    private async Task PumpAsync(IJournalReader reader)
    {
        await FlushIfDueAsync();
        while (!_stopping.IsCancellationRequested && !_replay)
        {
            if (await WaitForEntryAsync(reader) is { } first)
            {
                Take(first);
                // Where a whole batch was there the last time, the next one is there too.
                if (!_behind && options.Linger > TimeSpan.Zero)
                    await WaitAsync(options.Linger, woken: null);
                _behind = TakeMore(reader, options.BatchEntries - 1, SizeOf(first)).IsFull;
            }
            await FlushIfDueAsync();
            Acknowledge(reader, atOnce: false);
            reader.Release();
        }
        while (!_abandoned.IsCancellationRequested && !_replay
            && TakeMore(reader, options.BatchEntries, bytes: 0).Count > 0)
        {
            await FlushIfDueAsync();
            reader.Release();
        }
        if (!_replay && sink.FlushDue is not null)
            await FlushAsync();
        Acknowledge(reader, atOnce: true);
        _drained = !_replay;
    }

    private async ValueTask<JournalEntry?> WaitForEntryAsync(IJournalReader reader)
    {
        if (reader.TryRead() is { } ready)
            return ready;
        try
        {
            if (WakeAfter() is not { } delay)
                return await reader.ReadAsync(_stopping.Token);
            using var due = new CancellationTokenSource(delay, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, _stopping.Token);
            return await reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>How long there is nothing to do unless an entry comes; null: for ever.</summary>
    private TimeSpan? WakeAfter()
    {
        DateTimeOffset? wake = sink.FlushDue ?? (_last is null ? null : _acknowledgedAt + options.AcknowledgeInterval);
        if (wake is null)
            return null;
        var delay = wake.Value - clock.GetUtcNow();
        return delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
    }

    /// <summary>Takes what is there, up to a batch.</summary>
    /// <param name="reader">Gives it.</param>
    /// <param name="most">Entries that the batch may take.</param>
    /// <param name="bytes">Bytes that it has already.</param>
    private (int Count, bool IsFull) TakeMore(IJournalReader reader, int most, long bytes)
    {
        int count = 0;
        while (count < most && bytes < options.BatchBytes)
        {
            if (reader.TryRead() is not { } entry)
                return (count, false);
            Take(entry);
            count++;
            bytes += SizeOf(entry);
        }
        return (count, true);
    }

    private static long SizeOf(JournalEntry entry) => entry.RecordJson.Length
        + (entry.Content is { } content ? (long)content.Request.Length + content.Response.Length : 0);

    private void Take(JournalEntry entry)
    {
        try
        {
            progress.Read(entry);
            sink.Add(entry);
        }
        catch (JsonException)
        {
            progress.Unreadable();
        }
        _last = entry;
    }

    private async ValueTask FlushIfDueAsync()
    {
        if (sink.FlushDue <= clock.GetUtcNow())
            await FlushAsync();
    }

    private async Task FlushAsync()
    {
        while (true)
        {
            _abandoned.Token.ThrowIfCancellationRequested();
            var woken = Volatile.Read(ref _woken).Task;
            var result = await sink.FlushAsync(_abandoned.Token);
            if (result.IsReplay)
            {
                _replay = true;
                if (result.HasDelivered)
                    Delivered();
                return;
            }
            if (result.IsWithdrawn)
                continue;
            if (result.IsSilent)
                return;
            if (result.IsDone)
                break;
            if (result.IsParked)
            {
                progress.Parked(result.Code!, result.Remedy!);
                await WaitAsync(options.LongestRetry, woken);
                continue;
            }
            progress.Retried(result.Code!, result.IsCircuitOpen);
            await WaitAsync(options.Retry.Delay(++_faults, result.RetryAfter, _random.NextDouble()), woken);
        }
        Delivered();
    }

    private void Delivered()
    {
        _replays = 0;
        _faults = 0;
        progress.Went();
    }

    private void Acknowledge(IJournalReader reader, bool atOnce)
    {
        if (_replay || _last is not { } last || sink.FlushDue is not null)
            return;
        var now = clock.GetUtcNow();
        if (!atOnce && now < _acknowledgedAt + options.AcknowledgeInterval)
            return;
        reader.Acknowledge(last);
        progress.Acknowledged();
        _acknowledgedAt = now;
        _last = null;
    }

    /// <summary>
    /// Waits, but not through a stop: then what is left gets a quick last try or two. Nor through <paramref name="woken"/>.
    /// </summary>
    private async Task WaitAsync(TimeSpan delay, Task? woken)
    {
        bool stopping = _stopping.IsCancellationRequested;
        if (stopping && delay > LongestRetryWhileStopping)
            delay = LongestRetryWhileStopping;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping ? _abandoned.Token : _stopping.Token);
        var waited = Task.Delay(delay, clock, end.Token);
        await Task.WhenAny(waited, woken ?? waited);
        // A timer that nobody waits for any more would last as long as it was set for.
        await end.CancelAsync();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
