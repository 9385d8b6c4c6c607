using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Journal;

public sealed class JournalFaultTests
{
    private readonly SimulatedFileSystem _files = new();
    private readonly FakeTimeProvider _clock = Clocks.Noon();

    [Fact]
    public void A_full_journal_says_so_counts_and_takes_records_again_once_sinks_caught_up()
    {
        var journal = Open(o => o with { MaxBytes = 40_000 });
        int written = 0;
        while (journal.Finish(written) == AppendResult.Written)
            written++;
        Assert.InRange(written, 20, 200);
        Assert.True(journal.GetStatus().Bytes <= 40_000);
        Assert.False(journal.GetStatus().Accepting);
        Assert.Equal(AppendResult.Full, journal.Start(999));
        Assert.Equal(AppendResult.Full, journal.Finish(999));
        Assert.Equal(2, journal.GetStatus().LostByReason[LossReasons.Full]);
        using (var reader = journal.OpenReader("a"))
        {
            var entries = reader.Drain();
            Assert.Equal(written, entries.Count);
            entries.ForEach(reader.Acknowledge);
        }
        journal.Maintain();
        Assert.Equal(AppendResult.Written, journal.Finish(1000));
        Assert.True(journal.GetStatus().Accepting);
        journal.Abandon();
    }

    [Fact]
    public void A_full_disk_says_so_and_loses_nothing_that_was_acknowledged()
    {
        _files.Capacity = 30_000;
        var journal = Open();
        int written = 0;
        while (journal.Finish(written) == AppendResult.Written)
            written++;
        Assert.True(written > 10);
        Assert.Equal(AppendResult.Full, journal.Finish(999));
        Assert.Equal(2, journal.GetStatus().LostByReason[LossReasons.DiskFull]);
        _files.Capacity = long.MaxValue;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(AppendResult.Written, journal.Finish(written));
        journal.Abandon();
        journal = Open();
        Assert.Equal(TestJournal.Ids(Enumerable.Range(0, written + 1)), journal.Ids());
        journal.Abandon();
    }

    [Fact]
    public void A_disk_that_runs_low_is_left_alone_before_it_is_full()
    {
        _files.Capacity = 100_000;
        var journal = Open(o => o with { MinimumFreeBytes = 50_000 });
        while (_files.Used < 60_000)
            Assert.Equal(AppendResult.Written, journal.Finish(1, TestJournal.Content(1000)));
        journal.Maintain();
        Assert.Equal(AppendResult.Full, journal.Finish(2));
        _files.Capacity = 200_000;
        journal.Maintain();
        Assert.Equal(AppendResult.Written, journal.Finish(2));
        journal.Abandon();
    }

    [Fact]
    public void A_refused_write_goes_to_a_new_segment_and_nothing_is_lost()
    {
        var journal = Open();
        journal.Start(50);
        for (int i = 0; i < 10; i++)
        {
            _files.RefusedWrites = i % 3 == 0 ? 1 : 0;
            Assert.Equal(AppendResult.Written, journal.Finish(i, TestJournal.Content()));
        }
        Assert.Equal(TestJournal.Ids(Enumerable.Range(0, 10)), journal.Ids());
        Assert.Empty(journal.GetStatus().LostByReason);
        journal.Abandon();
        journal = Open();
        Assert.Equal([.. TestJournal.Ids(Enumerable.Range(0, 10)), TestJournal.Id(50)], journal.Ids());
        journal.Abandon();
    }

    [Fact]
    public void A_disk_that_refuses_everything_fails_appends_and_works_again_when_it_does()
    {
        var journal = Open();
        journal.Finish(1);
        _files.RefusedWrites = int.MaxValue;
        for (int i = 0; i < 5; i++)
            Assert.Equal(AppendResult.Failed, journal.Finish(2));
        Assert.Equal(5, journal.GetStatus().LostByReason[LossReasons.WriteError]);
        int calls = _files.Calls;
        Assert.Equal(AppendResult.Failed, journal.Finish(2));
        Assert.Equal(calls, _files.Calls);
        _files.RefusedWrites = 0;
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(AppendResult.Written, journal.Finish(3));
        Assert.Equal(TestJournal.Ids(1, 3), journal.Ids());
        journal.Abandon();
    }

    [Fact]
    public void What_a_refused_sync_left_unsafe_is_written_again_and_survives_the_loss_of_power()
    {
        var journal = Open();
        journal.Finish(0, TestJournal.Content());
        journal.Maintain();
        journal.Start(9);
        journal.Finish(1, TestJournal.Content());
        journal.Finish(2);
        _files.RefusedSyncs = 1;
        journal.Maintain();
        journal.Abandon();
        _files.LosePower();
        journal = Open();
        Assert.Equal([.. TestJournal.Ids(0, 1, 2), TestJournal.Id(9)], journal.Ids());
        journal.Abandon();
    }

    [Fact]
    public void What_is_written_again_after_a_refused_sync_counts_again_for_a_sink_that_had_it_and_once_for_one_that_had_not()
    {
        var journal = Open(o => o with { Sinks = TestJournal.Logs("had", "hadn't", "half") });
        journal.Finish(0);
        journal.Maintain();
        journal.Finish(1);
        journal.Finish(2);
        using var had = journal.OpenReader("had");
        had.Acknowledge(had.Drain()[^1]);
        using var half = journal.OpenReader("half");
        half.Acknowledge(half.Drain()[1]);
        _files.RefusedSyncs = 1;
        journal.Maintain();
        Assert.Equal((5, 2), (journal.Account("had").Captured, journal.Backlog("had")));
        Assert.Equal((3, 3), (journal.Account("hadn't").Captured, journal.Backlog("hadn't")));
        Assert.Equal((4, 2), (journal.Account("half").Captured, journal.Backlog("half")));
        half.Acknowledge(half.Drain()[^1]);
        had.Acknowledge(had.Drain()[^1]);
        Assert.Equal((5, 0), (journal.Account("had").Acknowledged, journal.Backlog("had")));
        Assert.Equal((4, 0), (journal.Account("half").Acknowledged, journal.Backlog("half")));
        Assert.Equal(TestJournal.Ids(0, 1, 2), journal.Ids("hadn't"));
        journal.Abandon();
    }

    [Fact]
    public async Task Under_group_an_append_returns_once_it_is_safe_and_many_share_a_sync()
    {
        await using var journal = Open(o => o with { Sync = JournalSyncPolicy.Group, AppendTimeout = TimeSpan.FromMinutes(1) });
        using var reader = journal.OpenReader("a");
        int before = _files.Syncs;
        // While the first sync hangs, the others' records are written: how fast which thread is doesn't matter.
        var hang = _files.HangSyncs = new ManualResetEventSlim();
        var appends = Enumerable.Range(0, 200)
            .Select(i => journal.AppendFinishedAsync(TestJournal.Record(i), null).AsTask())
            .ToArray();
        Assert.True(SpinWait.SpinUntil(() => journal.Backlog("a") == 200, TimeSpan.FromSeconds(20)));
        Assert.DoesNotContain(appends, a => a.IsCompleted);
        hang.Set();
        var results = await Task.WhenAll(appends).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.All(results, r => Assert.Equal(AppendResult.Written, r));
        Assert.InRange(_files.Syncs - before, 1, 4);
        journal.Abandon();
        _files.LosePower();
        await using var reopened = Open();
        Assert.Equal(TestJournal.Ids(Enumerable.Range(0, 200)), reopened.Ids());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Under_group_what_a_refused_sync_made_written_again_is_safe_once_the_append_returns(int seed)
    {
        var files = new SimulatedFileSystem(seed);
        var journal = TestJournal.Open(
            "/j", files, _clock, o => o with { Sync = JournalSyncPolicy.Group, AppendTimeout = TimeSpan.FromMinutes(1) });
        files.RefusedSyncs = 1;
        var result = await journal.AppendFinishedAsync(TestJournal.Record(1), null).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(AppendResult.Written, result);
        journal.Abandon();
        files.LosePower();
        journal = TestJournal.Open("/j", files, _clock);
        Assert.Equal(TestJournal.Ids(1), journal.Ids());
        journal.Abandon();
    }

    public static IEnumerable<object[]> Seeds() => Enumerable.Range(0, 10).Select(seed => new object[] { seed });

    [Fact]
    public async Task Under_group_a_disk_that_syncs_nothing_fails_the_append()
    {
        var journal = Open(o => o with { Sync = JournalSyncPolicy.Group, AppendTimeout = TimeSpan.FromMinutes(1) });
        _files.RefusedSyncs = int.MaxValue;
        var result = await journal.AppendFinishedAsync(TestJournal.Record(1), null).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(AppendResult.Failed, result);
        Assert.Equal(1, journal.GetStatus().LostByReason[LossReasons.SyncError]);
        journal.Abandon();
    }

    [Fact]
    public async Task A_disk_that_hangs_inside_a_write_holds_up_no_answer_for_longer_than_the_timeout()
    {
        var journal = Open();
        journal.Start(1);
        using var hang = new ManualResetEventSlim();
        _files.Hang = hang;
        var inside = journal.AppendFinishedAsync(TestJournal.Record(1), TestJournal.Content()).AsTask();
        Assert.True(_files.Hanging.Wait(TimeSpan.FromSeconds(20)));
        var behind = journal.AppendFinishedAsync(TestJournal.Record(2), TestJournal.Content()).AsTask();
        _clock.Advance(TimeSpan.FromMilliseconds(150));
        Assert.False(inside.IsCompleted || behind.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(AppendResult.Failed, await inside.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(AppendResult.Failed, await behind.WaitAsync(TimeSpan.FromSeconds(20)));
        // From now on nobody waits at all.
        Assert.Equal(AppendResult.Failed, journal.Finish(3));
        Assert.Equal(AppendResult.Failed, journal.Start(4));
        var status = journal.GetStatus();
        Assert.False(status.Accepting);
        Assert.Equal(3, status.LostByReason[LossReasons.Timeout]);
        Assert.Equal(0, status.RunningCalls);
        hang.Set();
        Assert.True(SpinWait.SpinUntil(() => journal.GetStatus().Accepting, TimeSpan.FromSeconds(20)));
        Assert.Equal(AppendResult.Written, journal.Finish(5));
        // What was inside the write is delivered after all; what waited behind it isn't, as was said.
        Assert.Equal(TestJournal.Ids(1, 5), journal.Ids());
        Assert.Equal(2, journal.Account().Captured);
        journal.Abandon();
    }

    [Fact]
    public async Task A_call_whose_start_was_stuck_in_a_hanging_write_is_not_held_for_running()
    {
        var journal = Open();
        using var hang = new ManualResetEventSlim();
        _files.Hang = hang;
        var start = journal.AppendStartedAsync(TestJournal.Record(1)).AsTask();
        Assert.True(_files.Hanging.Wait(TimeSpan.FromSeconds(20)));
        _clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(AppendResult.Failed, await start.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(AppendResult.Failed, journal.Finish(1));
        hang.Set();
        Assert.True(SpinWait.SpinUntil(() => journal.GetStatus().Accepting, TimeSpan.FromSeconds(20)));
        Assert.Equal(0, journal.GetStatus().RunningCalls);
        journal.Abandon();
    }

    [Fact]
    public async Task The_memory_of_a_request_may_go_as_soon_as_its_append_is_on_its_way()
    {
        var journal = Open();
        using var hang = new ManualResetEventSlim();
        _files.Hang = hang;
        var first = journal.AppendFinishedAsync(TestJournal.Record(1), null).AsTask();
        Assert.True(_files.Hanging.Wait(TimeSpan.FromSeconds(20)));
        byte[] request = System.Text.Encoding.UTF8.GetBytes(TestJournal.Canary);
        var append = journal.AppendFinishedAsync(TestJournal.Record(2), TestJournal.Content() with { Request = request }).AsTask();
        Array.Clear(request);
        hang.Set();
        Assert.Equal(AppendResult.Written, await first.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(AppendResult.Written, await append.WaitAsync(TimeSpan.FromSeconds(20)));
        using var reader = journal.OpenReader("a");
        Assert.Equal(TestJournal.Canary, System.Text.Encoding.UTF8.GetString(reader.Drain()[1].Content!.Request.Span));
        journal.Abandon();
    }

    [Fact]
    public async Task Under_group_an_append_whose_sync_hangs_fails_after_its_time_and_is_delivered_all_the_same()
    {
        var journal = Open(o => o with { Sync = JournalSyncPolicy.Group });
        using var hang = new ManualResetEventSlim();
        _files.HangSyncs = hang;
        var append = journal.AppendFinishedAsync(TestJournal.Record(1), null).AsTask();
        Assert.True(_files.Hanging.Wait(TimeSpan.FromSeconds(20)));
        Assert.False(append.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(AppendResult.Failed, await append.WaitAsync(TimeSpan.FromSeconds(10)));
        hang.Set();
        Assert.Equal(TestJournal.Ids(1), journal.Ids());
        Assert.Empty(journal.GetStatus().LostByReason);
        journal.Abandon();
    }

    [Fact]
    public async Task Written_records_are_synced_within_the_interval()
    {
        await using var journal = Open();
        journal.Finish(1);
        int before = _files.Syncs;
        _clock.Advance(new JournalOptions { Directory = "" }.SyncInterval);
        Assert.True(SpinWait.SpinUntil(() => _files.Syncs > before, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_segment_past_the_age_is_dropped_and_counted()
    {
        var journal = Open(o => o with { MaxAge = TimeSpan.FromHours(5) });
        journal.Finish(1);
        journal.Finish(2);
        _clock.Advance(TimeSpan.FromHours(2));
        journal.Finish(3);
        _clock.Advance(TimeSpan.FromHours(4));
        journal.Maintain();
        Assert.Equal(TestJournal.Ids(3), journal.Ids());
        Assert.Equal(2, journal.GetStatus().LostByReason[LossReasons.Expired]);
        journal.Abandon();
    }

    [Fact]
    public async Task After_closing_appends_fail_and_are_counted()
    {
        var journal = Open();
        await journal.DisposeAsync();
        Assert.Equal(AppendResult.Failed, journal.Finish(1));
        Assert.Equal(1, journal.GetStatus().LostByReason[LossReasons.Closed]);
    }

    [Fact]
    public async Task Closing_makes_everything_safe_whatever_the_policy()
    {
        var journal = Open(o => o with { Sync = JournalSyncPolicy.None });
        journal.Finish(1);
        journal.Maintain();
        await journal.DisposeAsync();
        _files.LosePower();
        journal = Open();
        Assert.Equal(TestJournal.Ids(1), journal.Ids());
        journal.Abandon();
    }

    private DiskJournal Open(Func<JournalOptions, JournalOptions>? with = null) => TestJournal.Open("/j", _files, _clock, with);
}
