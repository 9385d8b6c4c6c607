using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Sidecar.Tests.Sinks;

public sealed class SinkPumpTests : IDisposable
{
    private static readonly SinkOptions Quick = new()
    {
        Linger = TimeSpan.Zero,
        FirstRetry = TimeSpan.FromMilliseconds(1),
        LongestRetry = TimeSpan.FromMilliseconds(5),
        AcknowledgeInterval = TimeSpan.Zero,
    };

    private readonly SinkFixture _fixture = new();
    private readonly MemoryJournal _journal = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Entries_are_acknowledged_once_they_are_delivered_and_not_before()
    {
        var sink = new ScriptedSink { Blocked = new() };
        using var pump = Start(sink);
        Append(1);
        await sink.FlushStarted.Task;
        Assert.Equal(0, _journal.Acknowledged(sink.Name));

        sink.Blocked.SetResult();
        Assert.True(await pump.StopAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal(1, _journal.Acknowledged(sink.Name));
        Assert.Equal([1], sink.Delivered);
    }

    [Fact]
    public async Task A_delivery_that_fails_is_repeated_until_it_goes_through()
    {
        var sink = new ScriptedSink { Failures = 3 };
        using var pump = Start(sink);
        Append(2);
        await sink.WaitForAsync(2);
        await pump.StopAsync(TimeSpan.FromSeconds(30));

        Assert.Equal([1, 2], sink.Delivered);
        Assert.Equal(3, pump.Progress.Status().Retries);
        Assert.Equal("store", pump.Progress.Status().LastError);
    }

    [Fact]
    public async Task No_more_is_read_than_goes_out_together()
    {
        var sink = new ScriptedSink();
        Append(200);
        using var pump = Start(sink, options: Quick with { BatchEntries = 64 });
        await sink.WaitForAsync(200);
        await pump.StopAsync(TimeSpan.FromSeconds(30));

        Assert.Equal([64, 64, 64, 8], sink.Sizes);
    }

    [Fact]
    public async Task A_sink_that_throws_starts_again_from_the_last_acknowledgement()
    {
        var sink = new ScriptedSink();
        using var pump = Start(sink);
        Append(1);
        await sink.WaitForAsync(1);
        await Eventually(() => _journal.Acknowledged(sink.Name) == 1);
        sink.Throws = 2;
        Append(2);
        await sink.WaitForAsync(3);
        await pump.StopAsync(TimeSpan.FromSeconds(30));

        Assert.Equal([1, 2, 3], sink.Delivered);
    }

    [Fact]
    public async Task A_sink_that_never_delivers_holds_no_other_up_and_ends_when_its_grace_does()
    {
        var dead = new ScriptedSink { Failures = int.MaxValue };
        var alive = new ScriptedSink("alive");
        using var deadPump = Start(dead);
        using var alivePump = Start(alive);
        Append(100);

        await alive.WaitForAsync(100);

        Assert.True(await alivePump.StopAsync(TimeSpan.FromSeconds(30)));
        Assert.False(await deadPump.StopAsync(TimeSpan.FromMilliseconds(50)));
        Assert.Equal(0, _journal.Acknowledged(dead.Name));
        Assert.Equal(SinkState.Stopped, deadPump.Progress.Status().State);
    }

    [Fact]
    public async Task A_record_that_cant_be_read_is_counted_and_passed_over()
    {
        var sink = new ScriptedSink();
        using var pump = Start(sink);
        _journal.Append("{}"u8.ToArray());
        Append(1);
        await sink.WaitForAsync(1);
        await pump.StopAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(1, pump.Progress.Status().Dropped[SinkFaults.Malformed]);
        Assert.Equal(2, _journal.Acknowledged(sink.Name));
    }

    [Fact]
    public async Task Stopping_delivers_what_the_journal_still_holds()
    {
        var sink = new ScriptedSink { DueAfter = TimeSpan.FromHours(1) };
        using var pump = Start(sink);
        Append(500);

        Assert.True(await pump.StopAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal(500, sink.Delivered.Count);
        Assert.Equal(500, _journal.Acknowledged(sink.Name));
    }

    [Fact]
    public async Task What_a_sink_does_is_counted_under_its_name()
    {
        var counted = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name.StartsWith("k8srouter_sink_", StringComparison.Ordinal))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag is { Key: "sink", Value: "counted" }))
                counted.AddOrUpdate(instrument.Name, count, (_, before) => before + count);
        });
        listener.Start();
        var sink = new ScriptedSink("counted") { Failures = 2 };
        using var pump = Start(sink);
        _journal.Append("{}"u8.ToArray());
        Append(1);
        await pump.StopAsync(TimeSpan.FromSeconds(30));
        pump.Progress.Delivered(1);

        Assert.Equal(1, counted["k8srouter_sink_delivered_total"]);
        Assert.Equal(1, counted["k8srouter_sink_dropped_total"]);
        Assert.Equal(2, counted["k8srouter_sink_retries_total"]);
    }

    [Fact]
    public async Task A_parked_sink_is_not_tried_again_soon_but_at_once_when_something_changed()
    {
        var clock = Clocks.Noon();
        var sink = new ScriptedSink { Parks = true, Clock = clock };
        using var pump = Start(sink, clock, Quick with { LongestRetry = TimeSpan.FromSeconds(60) });
        Append(1);
        await Eventually(() => pump.Progress.Status().State == SinkState.Parked);
        Assert.Equal(("forbidden", "do this"), (pump.Progress.Status().LastError, pump.Progress.Status().Remedy));
        Assert.Equal(1, sink.Flushes);
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, sink.Flushes);

        pump.Wake();
        await Eventually(() => sink.Flushes == 2);
        await Eventually(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return sink.Flushes >= 3;
        });
        sink.Parks = false;
        pump.Wake();
        await sink.WaitForAsync(1);

        await Eventually(() => pump.Progress.Status().State == SinkState.Running);
        Assert.Null(pump.Progress.Status().Remedy);
        await pump.StopAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([1], sink.Delivered);
    }

    [Fact]
    public async Task A_sink_that_asks_for_the_journal_again_gets_what_it_hasnt_acknowledged()
    {
        var sink = new ScriptedSink { Replays = 2 };
        using var pump = Start(sink);
        Append(3);
        await sink.WaitForAsync(3);
        Assert.True(await pump.StopAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal([1, 2, 3], sink.Delivered);
        Assert.Equal(3, _journal.Acknowledged(sink.Name));
        Assert.Equal(0, pump.Progress.Status().Retries);
    }

    [Fact]
    public async Task A_sink_that_asks_for_the_journal_while_it_is_stopped_gets_it_too()
    {
        var sink = new ScriptedSink { DueAfter = TimeSpan.FromHours(1), Replays = 1 };
        using var pump = Start(sink);
        Append(3);

        Assert.True(await pump.StopAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal([1, 2, 3], sink.Delivered);
    }

    [Fact]
    public async Task What_is_passed_over_and_read_again_is_counted_once()
    {
        var sink = new ScriptedSink { Replays = 1, Passes = number => number != 2 };
        using var pump = Start(sink);
        sink.Progress = pump.Progress;
        Append(3);
        await sink.WaitForAsync(1);
        await pump.StopAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(2, pump.Progress.Status().PassedOver);
    }

    [Fact]
    public async Task A_parked_sink_that_only_drops_what_waits_stays_parked()
    {
        var sink = new ScriptedSink { Parks = true };
        using var pump = Start(sink, options: Quick with { LongestRetry = TimeSpan.FromHours(1) });
        Append(1);
        await Eventually(() => pump.Progress.Status().State == SinkState.Parked);
        (sink.Parks, sink.Silent) = (false, true);
        pump.Wake();
        await Eventually(() => _journal.Acknowledged(sink.Name) == 1);

        Assert.Equal(SinkState.Parked, pump.Progress.Status().State);
        sink.Silent = false;
        Append(1);
        await sink.WaitForAsync(1);
        await Eventually(() => pump.Progress.Status().State == SinkState.Running);
        await pump.StopAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task Eventually(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(1, limit.Token);
    }

    [Fact]
    public async Task Large_entries_are_delivered_a_few_at_a_time_so_that_their_memory_is_bounded()
    {
        var sink = new ScriptedSink();
        AppendLarge(12);
        using var pump = Start(sink, options: Quick with { BatchBytes = 5000 });
        await sink.WaitForAsync(12);
        await pump.StopAsync(TimeSpan.FromSeconds(30));

        Assert.InRange(sink.Largest, 1, 4);
    }

    [Fact]
    public async Task An_entry_that_is_larger_than_a_batch_goes_alone()
    {
        var sink = new ScriptedSink();
        AppendLarge(3);
        using var pump = Start(sink, options: Quick with { BatchBytes = 10 });
        Assert.True(await pump.StopAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal([1, 2, 3], sink.Delivered);
        Assert.Equal(1, sink.Largest);
    }

    private void AppendLarge(int count)
    {
        for (int i = 1; i <= count; i++)
            _journal.Append(SinkFixture.Row(SinkFixture.Record(i)), SinkFixture.Content(new string('x', 1000)));
    }

    private void Append(int count)
    {
        for (int i = 0; i < count; i++)
            _journal.Append(SinkFixture.Row(SinkFixture.Record(i)));
    }

    private SinkPump Start(ScriptedSink sink, TimeProvider? clock = null, SinkOptions? options = null)
    {
        var pump = new SinkPump(
            sink, () => _journal.OpenReader(sink.Name), _fixture.Progress(sink.Name), options ?? Quick, clock ?? TimeProvider.System, NullLogger.Instance);
        pump.Start();
        return pump;
    }

    /// <summary>A sink that fails as told and notes which entries, by number, it delivered.</summary>
    private sealed class ScriptedSink(string name = "scripted") : ISink
    {
        private readonly List<int> _buffered = [];
        private readonly List<int> _delivered = [];

        public string Name => name;

        public int Failures { get; set; }

        public int Throws { get; set; }

        public bool Parks { get; set; }

        /// <summary>Whether it drops what waits and sends nothing.</summary>
        public bool Silent { get; set; }

        public int Replays { get; set; }

        public int Flushes { get; private set; }

        /// <summary>Most that was delivered at once.</summary>
        public int Largest { get; private set; }

        /// <summary>How many entries each delivery held.</summary>
        public List<int> Sizes { get; } = [];

        public Func<int, bool> Passes { get; init; } = _ => false;

        public SinkProgress? Progress { get; set; }

        public TimeSpan DueAfter { get; init; }

        public TimeProvider Clock { get; init; } = TimeProvider.System;

        public TaskCompletionSource? Blocked { get; init; }

        public TaskCompletionSource FlushStarted { get; } = new();

        public DateTimeOffset? FlushDue => _buffered.Count == 0 ? null : Clock.GetUtcNow() + DueAfter;

        public IReadOnlyList<int> Delivered
        {
            get
            {
                lock (_delivered)
                    return [.. _delivered];
            }
        }

        public Task WaitForAsync(int count) => Eventually(() => Delivered.Count >= count);

        public void Add(JournalEntry entry)
        {
            _ = entry.Record;
            int number = (int)(entry.Position.Offset / 100);
            if (Passes(number))
                Progress!.PassedOver();
            else
                _buffered.Add(number);
        }

        public async Task<FlushResult> FlushAsync(CancellationToken cancellationToken)
        {
            FlushStarted.TrySetResult();
            Flushes++;
            if (Parks)
                return FlushResult.Parked("forbidden", "do this");
            if (Silent)
            {
                _buffered.Clear();
                return FlushResult.NothingSent;
            }
            if (Replays-- > 0)
                return FlushResult.Replay;
            if (Blocked is not null)
                await Blocked.Task;
            if (Throws-- > 0)
                throw new InvalidOperationException("a fault of ours");
            if (Failures-- > 0)
                return new(SinkFaults.Store);
            Largest = Math.Max(Largest, _buffered.Count);
            lock (_delivered)
                _delivered.AddRange(_buffered);
            Sizes.Add(_buffered.Count);
            _buffered.Clear();
            return FlushResult.Done;
        }

        public void Discard() => _buffered.Clear();

        public void Dispose()
        {
        }
    }
}
