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
    private bool _behind;
    private bool _drained;

    public SinkProgress Progress => progress;

    public void Start() => _run = Task.Run(RunAsync);

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
                using var reader = openReader();
                await PumpAsync(reader);
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
                sink.Discard();
                _last = null;
                await WaitAsync(SinkBackoff.Delay(options, ++_faults, null, _random.NextDouble()));
            }
        }
    }

    private async Task PumpAsync(IJournalReader reader)
    {
        await FlushIfDueAsync();
        while (!_stopping.IsCancellationRequested)
        {
            if (await WaitForEntryAsync(reader) is { } first)
            {
                Take(first);
                // Where a whole batch was there the last time, the next one is there too.
                if (!_behind && options.Linger > TimeSpan.Zero)
                    await WaitAsync(options.Linger);
                _behind = TakeMore(reader) == options.BatchEntries;
            }
            await FlushIfDueAsync();
            Acknowledge(reader, atOnce: false);
            reader.Release();
        }
        while (!_abandoned.IsCancellationRequested && TakeMore(reader) > 0)
        {
            await FlushIfDueAsync();
            reader.Release();
        }
        if (sink.FlushDue is not null)
            await FlushAsync();
        Acknowledge(reader, atOnce: true);
        _drained = true;
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

    private int TakeMore(IJournalReader reader)
    {
        int taken = 0;
        while (taken < options.BatchEntries && reader.TryRead() is { } entry)
        {
            Take(entry);
            taken++;
        }
        return taken;
    }

    private void Take(JournalEntry entry)
    {
        try
        {
            progress.Read(entry);
            sink.Add(entry);
        }
        catch (JsonException)
        {
            progress.Dropped(SinkFaults.Malformed, 1);
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
            var result = await sink.FlushAsync(_abandoned.Token);
            if (result.IsDone)
                break;
            progress.Retried(result.Code!);
            await WaitAsync(SinkBackoff.Delay(options, ++_faults, result.RetryAfter, _random.NextDouble()));
        }
        _faults = 0;
        progress.Went();
    }

    private void Acknowledge(IJournalReader reader, bool atOnce)
    {
        if (_last is not { } last || sink.FlushDue is not null)
            return;
        var now = clock.GetUtcNow();
        if (!atOnce && now < _acknowledgedAt + options.AcknowledgeInterval)
            return;
        reader.Acknowledge(last);
        progress.Acknowledged();
        _acknowledgedAt = now;
        _last = null;
    }

    /// <summary>Waits, but not through a stop: then what is left gets a quick last try or two.</summary>
    private async Task WaitAsync(TimeSpan delay)
    {
        bool stopping = _stopping.IsCancellationRequested;
        if (stopping && delay > LongestRetryWhileStopping)
            delay = LongestRetryWhileStopping;
        try
        {
            await Task.Delay(delay, clock, stopping ? _abandoned.Token : _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // Looked at by the caller's loop.
        }
    }
}
