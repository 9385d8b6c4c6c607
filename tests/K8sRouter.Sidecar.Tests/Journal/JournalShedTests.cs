using K8sRouter.Sidecar.Journal;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Journal;

public sealed class JournalShedTests
{
    private readonly SimulatedFileSystem _files = new();
    private readonly FakeTimeProvider _clock = Clocks.Noon();

    [Fact]
    public void Without_room_the_oldest_traces_go_counted_and_everything_else_stays()
    {
        var journal = Open();
        using var log = journal.OpenReader("log");
        using var trace = journal.OpenReader("trace");
        List<string> logged = [];
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(AppendResult.Written, journal.Finish(i));
            Take(log, logged);
            Assert.True(journal.GetStatus().Bytes <= 40_000);
        }
        Assert.Equal(TestJournal.Ids(Enumerable.Range(0, 300)), logged);
        Assert.Empty(journal.GetStatus().LostByReason);
        Assert.Empty(journal.Account("log").DroppedByReason);
        int shed = (int)journal.Account("trace").DroppedByReason[LossReasons.Shed];
        Assert.InRange(shed, 100, 299);
        var delivered = trace.Drain();
        Assert.Equal(TestJournal.Ids(Enumerable.Range(shed, 300 - shed)), delivered.Select(e => e.Record.Id));
        delivered.ForEach(trace.Acknowledge);
        var account = journal.Account("trace");
        Assert.Equal((300, 300 - shed, 0), (account.Captured, account.Acknowledged, account.Backlog));
        journal.Abandon();
    }

    [Fact]
    public void What_a_log_still_waits_for_is_never_shed()
    {
        var journal = Open();
        int written = 0;
        while (journal.Finish(written) == AppendResult.Written)
            written++;
        Assert.Empty(journal.Account("trace").DroppedByReason);
        Assert.Equal(1, journal.GetStatus().LostByReason[LossReasons.Full]);
        Assert.Equal(TestJournal.Ids(Enumerable.Range(0, written)), journal.Ids("log"));
        journal.Abandon();
    }

    [Fact]
    public void Where_nothing_may_be_shed_the_journal_is_full_instead()
    {
        var journal = Open(o => o with { Shed = JournalShedPolicy.Nothing });
        using var log = journal.OpenReader("log");
        List<string> logged = [];
        int written = 0;
        while (journal.Finish(written) == AppendResult.Written)
        {
            written++;
            Take(log, logged);
        }
        Assert.InRange(written, 20, 200);
        Assert.Equal(TestJournal.Ids(Enumerable.Range(0, written)), journal.Ids("trace"));
        Assert.Empty(journal.Account("trace").DroppedByReason);
        journal.Abandon();
    }

    [Fact]
    public void Two_trace_sinks_are_each_charged_with_what_they_did_not_have()
    {
        var journal = Open(o => o with
        {
            Sinks = [new("log", SinkKind.Log), new("quick", SinkKind.Trace), new("down", SinkKind.Trace)],
        });
        using var log = journal.OpenReader("log");
        using var quick = journal.OpenReader("quick");
        List<string> logged = [];
        List<string> traced = [];
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(AppendResult.Written, journal.Finish(i));
            Take(log, logged);
            Take(quick, traced);
        }
        Assert.Equal(200, traced.Count);
        Assert.Empty(journal.Account("quick").DroppedByReason);
        Assert.True(journal.Account("down").DroppedByReason[LossReasons.Shed] > 50);
        journal.Abandon();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_sink_was_given_before_its_segment_was_shed_counts_as_shed_only_if_it_is_never_acknowledged(bool delivered)
    {
        var journal = Open();
        using var log = journal.OpenReader("log");
        var trace = journal.OpenReader("trace");
        journal.Finish(0);
        journal.Finish(1);
        var held = trace.TryRead()!;
        List<string> logged = [];
        int next = 2;
        while (journal.Account("trace").DroppedByReason.Count == 0)
        {
            journal.Finish(next++);
            Take(log, logged);
        }
        int shed = (int)journal.Account("trace").DroppedByReason[LossReasons.Shed];
        // The first is in the sink's hands: not shed, not delivered.
        Assert.Equal(next - shed, journal.Backlog("trace"));
        Assert.Equal(TestJournal.Id(shed + 1), trace.TryRead()!.Record.Id);
        if (delivered)
        {
            trace.Acknowledge(held);
            trace.Acknowledge(held);
        }
        trace.Dispose();
        using var again = journal.OpenReader("trace");
        Assert.Equal(TestJournal.Id(shed + 1), again.TryRead()!.Record.Id);
        var account = journal.Account("trace");
        Assert.Equal(delivered ? (1, shed) : (0, shed + 1), (account.Acknowledged, account.DroppedByReason[LossReasons.Shed]));
        Assert.Equal(next - shed - 1, account.Backlog);
        journal.Abandon();
    }

    [Fact]
    public void What_was_shed_stays_shed_after_a_crash()
    {
        var journal = Open();
        List<string> logged = [];
        using (var log = journal.OpenReader("log"))
        {
            for (int i = 0; i < 200; i++)
            {
                journal.Finish(i);
                Take(log, logged);
            }
        }
        int shed = (int)journal.Account("trace").DroppedByReason[LossReasons.Shed];
        journal.Abandon();
        _files.LosePower();
        journal = Open();
        var ids = journal.Ids("trace");
        Assert.True(string.CompareOrdinal(ids[0], TestJournal.Id(shed)) >= 0);
        Assert.Equal(ids.Count, journal.Backlog("trace"));
        journal.Abandon();
    }

    [Fact]
    public void A_cursor_that_can_not_be_written_keeps_its_segment()
    {
        var journal = Open();
        List<string> logged = [];
        using var log = journal.OpenReader("log");
        int next = 0;
        while (journal.GetStatus().Bytes < 38_500)
        {
            journal.Finish(next++);
            Take(log, logged);
        }
        _files.RefusedSyncs = int.MaxValue;
        while (journal.Finish(next++) == AppendResult.Written)
            Take(log, logged);
        int segments = journal.GetStatus().Segments;
        journal.Finish(next);
        journal.Finish(next);
        Assert.Equal(segments, journal.GetStatus().Segments);
        _files.RefusedSyncs = 0;
        Assert.Equal(AppendResult.Written, journal.Finish(next));
        Assert.True(journal.GetStatus().Bytes <= 40_000);
        _ = journal.Account("trace");
        journal.Abandon();
    }

    [Fact]
    public void A_disk_that_runs_low_gives_up_traces_before_it_refuses_anything()
    {
        _files.Capacity = 60_000;
        var journal = Open(o => o with { MaxBytes = 1 << 20, SegmentBytes = 5_000, MinimumFreeBytes = 30_000 });
        using var log = journal.OpenReader("log");
        List<string> logged = [];
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(AppendResult.Written, journal.Finish(i));
            Take(log, logged);
            if (i % 5 == 0)
                journal.Maintain();
        }
        Assert.True(journal.Account("trace").DroppedByReason[LossReasons.Shed] > 50);
        Assert.Equal(200, logged.Count);
        journal.Abandon();
    }

    [Fact]
    public void A_full_disk_gives_up_traces_before_it_refuses_anything()
    {
        _files.Capacity = 40_000;
        var journal = Open(o => o with { MaxBytes = 1 << 20, SegmentBytes = 5_000 });
        using var log = journal.OpenReader("log");
        List<string> logged = [];
        for (int i = 0; i < 45; i++)
        {
            Assert.Equal(AppendResult.Written, journal.Finish(i));
            Take(log, logged);
        }
        // What others leave of the disk shrinks; a little of it is always there for the cursors.
        _files.Capacity = _files.Used + 700;
        Assert.Equal(AppendResult.Written, journal.Finish(45, TestJournal.Content(2_000)));
        Assert.True(journal.Account("trace").DroppedByReason[LossReasons.Shed] > 0);
        Assert.Empty(journal.GetStatus().LostByReason);
        journal.Abandon();
    }

    [Fact]
    public void Expiry_is_charged_to_the_sinks_that_did_not_have_it()
    {
        var journal = Open(o => o with { MaxAge = TimeSpan.FromHours(5) });
        using var log = journal.OpenReader("log");
        List<string> logged = [];
        for (int i = 0; i < 4; i++)
            journal.Finish(i);
        Take(log, logged);
        _clock.Advance(TimeSpan.FromHours(6));
        journal.Maintain();
        Assert.Equal(4, journal.Account("trace").DroppedByReason[LossReasons.Expired]);
        Assert.Empty(journal.Account("log").DroppedByReason);
        journal.Finish(4);
        Assert.Equal(TestJournal.Ids(4), journal.Ids("trace"));
        journal.Abandon();
    }

    [Fact]
    public void Damage_that_a_sink_meets_is_charged_to_it_once_it_is_past()
    {
        var journal = Open();
        for (int i = 0; i < 5; i++)
            journal.Finish(i);
        var file = _files.Files.Single(f => f.Key.EndsWith(".journal", StringComparison.Ordinal)).Value;
        file.Write(new byte[RecordHeader.Length], SegmentHeader.Length);
        using var log = journal.OpenReader("log");
        List<string> logged = [];
        Take(log, logged);
        Assert.Equal(TestJournal.Ids(1, 2, 3, 4), logged);
        Assert.Equal((4, 1), (journal.Account("log").Acknowledged, journal.Backlog("log")));
        _clock.Advance(TimeSpan.FromHours(2));
        journal.Finish(5);
        Take(log, logged);
        var account = journal.Account("log");
        Assert.Equal((5, 0, 1), (account.Acknowledged, account.Backlog, account.DroppedByReason[LossReasons.Damaged]));
        journal.Abandon();
    }

    [Fact]
    public void Only_what_a_shedding_sink_does_is_said_once_until_it_has_caught_up()
    {
        var log = new RecordingLogger();
        var journal = Open(log: log);
        using var reader = journal.OpenReader("log");
        using var trace = journal.OpenReader("trace");
        List<string> logged = [];
        for (int episode = 1; episode <= 2; episode++)
        {
            for (int i = 0; i < 200; i++)
            {
                journal.Finish((episode * 1000) + i);
                Take(reader, logged);
            }
            Assert.Equal(episode, log.Lines.Count(l => l.Contains("counted as shed", StringComparison.Ordinal)));
            trace.Drain().ForEach(trace.Acknowledge);
            Assert.Equal(episode, log.Lines.Count(l => l.Contains("nothing of it is shed any more", StringComparison.Ordinal)));
        }
        Assert.DoesNotContain(log.Lines, l => l.Contains("canary", StringComparison.Ordinal));
        journal.Abandon();
    }

    [Fact]
    public void A_full_folder_with_a_call_that_a_crash_left_open_loses_nothing_when_it_is_opened()
    {
        var journal = Open();
        journal.Start(999);
        int written = 0;
        while (journal.Finish(written) == AppendResult.Written)
            written++;
        journal.Abandon();
        journal = Open();
        Assert.Equal(TestJournal.Ids(Enumerable.Range(0, written)), journal.Ids("log").Take(written));
        journal.Abandon();
    }

    private static void Take(IJournalReader reader, List<string> into)
    {
        var entries = reader.Drain();
        into.AddRange(entries.Select(e => e.Record.Id));
        if (entries.Count > 0)
            reader.Acknowledge(entries[^1]);
    }

    private DiskJournal Open(Func<JournalOptions, JournalOptions>? with = null, RecordingLogger? log = null) => TestJournal.Open(
        "/j", _files, _clock,
        o => (with ?? (x => x))(o with
        {
            MaxBytes = 40_000,
            Sinks = [new("log", SinkKind.Log), new("trace", SinkKind.Trace)],
        }),
        log);
}
