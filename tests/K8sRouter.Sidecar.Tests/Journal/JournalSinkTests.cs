using System.Diagnostics.Metrics;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Testing;

namespace K8sRouter.Sidecar.Tests.Journal;

public sealed class JournalSinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sink_goes_on_after_what_it_acknowledged_across_restarts()
    {
        await using (var journal = Open())
        {
            for (int i = 0; i < 4; i++)
                journal.Finish(i);
            using var reader = journal.OpenReader("a");
            reader.Acknowledge(reader.Drain()[1]);
        }
        await using (var journal = Open())
        {
            Assert.Equal(TestJournal.Ids(2, 3), journal.Ids());
            using var reader = journal.OpenReader("a");
            reader.Acknowledge(reader.TryRead()!);
        }
        await using var last = Open();
        Assert.Equal(TestJournal.Ids(3), last.Ids());
        Assert.Equal(1, last.Backlog("a"));
        Assert.Equal(4, last.Backlog("b"));
    }

    [Fact]
    public void What_a_crash_forgets_of_an_acknowledgement_is_delivered_again()
    {
        var journal = Open();
        journal.Finish(0);
        journal.Finish(1);
        using (var reader = journal.OpenReader("a"))
        {
            reader.Acknowledge(reader.TryRead()!);
            journal.Maintain();
            reader.Acknowledge(reader.TryRead()!);
        }
        journal.Abandon();
        journal = Open();
        Assert.Equal(TestJournal.Ids(1), journal.Ids());
        journal.Abandon();
    }

    [Fact]
    public async Task A_segment_goes_only_when_every_sink_has_it()
    {
        await using var journal = Open(o => o with { SegmentBytes = 2000 });
        for (int i = 0; i < 20; i++)
            journal.Finish(i);
        journal.Maintain();
        int all = TestJournal.Segments(_folder.Path).Length;
        Assert.True(all > 5);
        using var a = journal.OpenReader("a");
        using var b = journal.OpenReader("b");
        a.Drain().ForEach(a.Acknowledge);
        journal.Maintain();
        Assert.Equal(all, TestJournal.Segments(_folder.Path).Length);
        Assert.Equal(20, journal.Backlog("b"));
        Assert.NotNull(journal.GetStatus().OldestUnacknowledgedAge);
        b.Drain().ForEach(b.Acknowledge);
        journal.Maintain();
        // The one in use, and the newest sealed one for an index to be filled from.
        Assert.Equal(2, TestJournal.Segments(_folder.Path).Length);
        Assert.Equal(0, journal.Backlog("b"));
        Assert.Null(journal.GetStatus().OldestUnacknowledgedAge);
    }

    [Fact]
    public void A_cursor_is_on_the_disk_before_its_segment_is_deleted()
    {
        var files = new SimulatedFileSystem();
        var journal = TestJournal.Open("/j", files, with: o => o with { SegmentBytes = 2000 });
        for (int i = 0; i < 20; i++)
            journal.Finish(i);
        journal.Maintain();
        using var reader = journal.OpenReader("a");
        reader.Drain().ForEach(reader.Acknowledge);
        int before = files.Files.Count;
        files.RefusedSyncs = 1;
        journal.Maintain();
        Assert.Equal(before, files.Files.Keys.Count(f => !f.EndsWith(".tmp", StringComparison.Ordinal)));
        journal.Maintain();
        Assert.True(files.Files.Count < before);
        journal.Abandon();
    }

    [Fact]
    public async Task Two_sinks_at_different_pace_each_get_everything_once()
    {
        await using var journal = Open(o => o with { SegmentBytes = 3000 });
        using var fast = journal.OpenReader("a");
        using var slow = journal.OpenReader("b");
        List<string> fastIds = [];
        List<string> slowIds = [];
        for (int i = 0; i < 60; i++)
        {
            journal.Start(i);
            journal.Finish(i);
            var entry = fast.TryRead()!;
            fastIds.Add(entry.Record.Id);
            fast.Acknowledge(entry);
            if (i % 7 == 0 && slow.TryRead() is { } late)
            {
                slowIds.Add(late.Record.Id);
                slow.Acknowledge(late);
            }
            journal.Maintain();
        }
        slowIds.AddRange(slow.Drain().Select(e => e.Record.Id));
        Assert.Equal(TestJournal.Ids(Enumerable.Range(0, 60)), fastIds);
        Assert.Equal(fastIds, slowIds);
    }

    [Fact]
    public async Task A_new_sink_begins_at_the_end_and_a_removed_one_holds_nothing_back()
    {
        await using var journal = Open(o => o with { SegmentBytes = 2000 });
        for (int i = 0; i < 20; i++)
            journal.Finish(i);
        journal.SetSinks(TestJournal.Logs("c"));
        journal.Finish(20);
        Assert.Equal(TestJournal.Ids(20), journal.Ids("c"));
        Assert.Equal(1, journal.Backlog("c"));
        Assert.False(File.Exists(Path.Combine(_folder.Path, "cursor-a")));
        Assert.True(File.Exists(Path.Combine(_folder.Path, "cursor-c")));
        Assert.Throws<ArgumentException>(() => journal.OpenReader("a"));
        journal.Maintain();
        Assert.InRange(TestJournal.Segments(_folder.Path).Length, 1, 3);
    }

    [Fact]
    public async Task What_a_removed_sink_did_not_have_is_counted()
    {
        long dropped = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "k8srouter_journal_dropped_total")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var all = tags.ToArray();
            if (all.Contains(new("sink", "renamed")) && all.Contains(new("reason", LossReasons.SinkRemoved)))
                Interlocked.Add(ref dropped, count);
        });
        listener.Start();
        await using var journal = Open(o => o with { Sinks = TestJournal.Logs("renamed") });
        for (int i = 0; i < 5; i++)
            journal.Finish(i);
        using (var reader = journal.OpenReader("renamed"))
            reader.Acknowledge(reader.Drain()[1]);
        journal.SetSinks(TestJournal.Logs("other"));
        Assert.Equal(3, dropped);
    }

    [Fact]
    public async Task Acknowledgements_of_a_removed_sink_bring_nothing_back()
    {
        await using var journal = Open();
        journal.Finish(1);
        using var reader = journal.OpenReader("a");
        var entry = reader.TryRead()!;
        journal.SetSinks(TestJournal.Logs("b"));
        reader.Acknowledge(entry);
        journal.Maintain();
        Assert.False(File.Exists(Path.Combine(_folder.Path, "cursor-a")));
    }

    [Fact]
    public async Task A_sink_whose_name_is_no_file_name_has_a_cursor_all_the_same()
    {
        const string Sink = "destinations/../team a/größe";
        await using (var journal = Open(o => o with { Sinks = TestJournal.Logs(Sink) }))
        {
            journal.Finish(1);
            journal.Finish(2);
            using var reader = journal.OpenReader(Sink);
            reader.Acknowledge(reader.TryRead()!);
        }
        await using var reopened = Open(o => o with { Sinks = null });
        Assert.Equal(TestJournal.Ids(2), reopened.Ids(Sink));
    }

    [Fact]
    public async Task A_damaged_cursor_reads_everything_again()
    {
        await using (var journal = Open())
        {
            journal.Finish(1);
            using var reader = journal.OpenReader("a");
            reader.Acknowledge(reader.TryRead()!);
        }
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "cursor-a"), "1 9 9 00000000\n");
        await using var reopened = Open();
        Assert.Equal(TestJournal.Ids(1), reopened.Ids());
    }

    [Fact]
    public async Task Without_sinks_no_more_than_one_sealed_segment_stays()
    {
        await using var journal = Open(o => o with { Sinks = [], SegmentBytes = 2000 });
        for (int i = 0; i < 50; i++)
        {
            journal.Finish(i);
            journal.Maintain();
        }
        Assert.Equal(2, TestJournal.Segments(_folder.Path).Length);
    }

    [Fact]
    public async Task A_cursor_reaches_the_disk_within_the_sync_interval_without_being_asked_for()
    {
        var clock = Clocks.Noon();
        await using var journal = TestJournal.Open(_folder.Path, clock: clock);
        journal.Finish(1);
        using var reader = journal.OpenReader("a");
        reader.Acknowledge(reader.TryRead()!);
        string cursor = Path.Combine(_folder.Path, "cursor-a");
        string before = await File.ReadAllTextAsync(cursor);
        clock.Advance(new JournalOptions { Directory = "" }.SyncInterval);
        Assert.True(SpinWait.SpinUntil(() => File.ReadAllText(cursor) != before, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task One_sink_has_one_reader_at_a_time()
    {
        await using var journal = Open();
        using (journal.OpenReader("a"))
            Assert.Throws<InvalidOperationException>(() => journal.OpenReader("a"));
        using var again = journal.OpenReader("a");
    }

    private DiskJournal Open(Func<JournalOptions, JournalOptions>? with = null) => TestJournal.Open(
        _folder.Path, with: o => (with ?? (x => x))(o with { Sinks = TestJournal.Logs("a", "b") }));
}
