using K8sRouter.Sidecar.Journal;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Journal;

/// <summary>A disk that is full when the journal is opened, or later, and has room again in the end.</summary>
public sealed class JournalFullDiskTests
{
    private readonly FakeTimeProvider _clock = Clocks.Noon();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whichever_step_of_the_opening_finds_no_room_the_journal_opens_counts_what_it_refuses_and_recovers(bool used)
    {
        int steps = 0;
        for (int full = 0; full <= steps; full++)
        {
            var files = Prepared(used);
            int before = files.Growths;
            files.FullFrom = before + full;
            var journal = TestJournal.Open("/j", files, _clock);
            if (full == 0)
                steps = GrowthsOfOpening(used);
            string sidecar = journal.Sidecar;

            if (full < steps)
            {
                Assert.Equal(AppendResult.Full, journal.Start(5));
                Assert.Equal(AppendResult.Full, journal.Finish(5));
                Assert.Equal(1, journal.GetStatus().LostByReason[LossReasons.DiskFull]);
                Assert.False(journal.GetStatus().Accepting);
            }
            files.FullFrom = int.MaxValue;
            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(AppendResult.Written, journal.Finish(7, TestJournal.Content()));
            journal.Maintain();
            Assert.True(journal.GetStatus().Accepting);
            Assert.Equal(used ? TestJournal.Ids(1, 2, 7) : TestJournal.Ids(7), journal.Ids().Order());
            journal.Abandon();
            files.EndProcess();

            journal = TestJournal.Open("/j", files, _clock);
            Assert.Equal(sidecar, journal.Sidecar);
            Assert.Equal(used ? TestJournal.Ids(1, 2, 7) : TestJournal.Ids(7), journal.Ids().Order());
            Assert.Empty(journal.GetStatus().LostByReason);
            journal.Abandon();
        }
        Assert.InRange(steps, used ? 3 : 6, 40);
    }

    [Fact]
    public void A_call_that_a_crash_left_open_is_closed_once_there_is_room_and_again_by_no_other_start()
    {
        var files = Prepared(used: true);
        files.Capacity = files.Used;
        var journal = TestJournal.Open("/j", files, _clock);
        Assert.Equal(TestJournal.Ids(1), journal.Ids());
        journal.Maintain();
        Assert.Empty(journal.GetStatus().LostByReason);
        journal.Abandon();
        files.EndProcess();

        journal = TestJournal.Open("/j", files, _clock);
        files.Capacity = long.MaxValue;
        _clock.Advance(TimeSpan.FromSeconds(1));
        journal.Maintain();
        Assert.Equal(TestJournal.Ids(1, 2), journal.Ids());
        journal.Abandon();
        files.EndProcess();

        journal = TestJournal.Open("/j", files, _clock);
        Assert.Equal(TestJournal.Ids(1, 2), journal.Ids());
        journal.Abandon();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_everyone_has_makes_room_though_no_cursor_can_be_written(bool restarted)
    {
        var files = new SimulatedFileSystem { Capacity = 30_000 };
        var journal = Open();
        int written = 0;
        while (journal.Finish(written) == AppendResult.Written)
            written++;
        files.Capacity = files.Used;
        if (restarted)
        {
            journal.Abandon();
            files.EndProcess();
            journal = Open();
        }
        string[] rest;
        using (var reader = journal.OpenReader("a"))
        {
            var entries = reader.Drain();
            Assert.Equal(written, entries.Count);
            reader.Acknowledge(entries[^2]);
            rest = [entries[^1].Record.Id];
        }
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(AppendResult.Written, journal.Finish(1000));

        Assert.Equal([.. rest, TestJournal.Id(1000)], journal.Ids());
        journal.Maintain();
        journal.Abandon();
        files.EndProcess();
        journal = Open();
        Assert.Equal([.. rest, TestJournal.Id(1000)], journal.Ids());
        journal.Abandon();

        DiskJournal Open() => TestJournal.Open("/j", files, _clock, options => options with { SegmentBytes = 4_000 });
    }

    [Fact]
    public void A_disk_that_stays_full_is_said_once_and_not_with_every_call()
    {
        var files = new SimulatedFileSystem { Capacity = 0 };
        var log = new RecordingLogger();
        var journal = TestJournal.Open("/j", files, _clock, log: log);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(AppendResult.Full, journal.Finish(i));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(20, journal.GetStatus().LostByReason[LossReasons.DiskFull]);
        Assert.InRange(log.Lines.Count(line => line.Contains("refuse", StringComparison.Ordinal)), 1, 2);
        journal.Abandon();
    }

    /// <summary>A folder that is empty, or in which a process left a finished generation and a call that was running.</summary>
    private SimulatedFileSystem Prepared(bool used)
    {
        var files = new SimulatedFileSystem();
        if (!used)
            return files;
        var journal = TestJournal.Open("/j", files, _clock);
        journal.Start(2);
        journal.Finish(1);
        journal.Abandon();
        files.EndProcess();
        return files;
    }

    private int GrowthsOfOpening(bool used)
    {
        var files = Prepared(used);
        int before = files.Growths;
        TestJournal.Open("/j", files, _clock).Abandon();
        return files.Growths - before;
    }
}
