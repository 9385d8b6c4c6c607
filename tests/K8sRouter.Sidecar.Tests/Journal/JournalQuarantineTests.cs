using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Tests.Journal;

public sealed class JournalQuarantineTests
{
    private readonly SimulatedFileSystem _files = new();

    [Fact]
    public void Unreadable_segments_keep_to_their_share_and_the_oldest_go_first()
    {
        Damage(5);
        var log = new RecordingLogger();
        var journal = Open(log);
        var status = journal.GetStatus();
        long each = status.QuarantinedBytes / status.QuarantinedSegments;
        Assert.InRange(status.QuarantinedBytes, 5_000 - each, 5_000);
        string[] kept = Quarantined();
        Assert.Equal(status.QuarantinedSegments, kept.Length);
        Assert.Equal(Enumerable.Range(6 - kept.Length, kept.Length), kept.Select(NumberOf));
        Assert.Equal(5 - kept.Length, log.Lines.Count(l => l.Contains("is deleted", StringComparison.Ordinal)));
        Assert.Equal(5, log.Lines.Count(l => l.Contains("is damaged", StringComparison.Ordinal)));
        Assert.Equal(_files.Used - OtherBytes(), status.Bytes);
        journal.Abandon();
        // The next start finds them within their share and leaves them.
        Open().Abandon();
        Assert.Equal(kept, Quarantined());
    }

    [Fact]
    public void A_deletion_that_the_disk_refuses_is_made_up_for_at_the_next_start()
    {
        Damage(5);
        _files.RefusedDeletes = 1;
        var journal = Open();
        Assert.True(journal.GetStatus().QuarantinedBytes > 5_000);
        Assert.Equal(AppendResult.Written, journal.Finish(100));
        journal.Abandon();
        journal = Open();
        Assert.True(journal.GetStatus().QuarantinedBytes <= 5_000);
        Assert.Equal(TestJournal.Ids(100), journal.Ids());
        journal.Abandon();
    }

    [Fact]
    public void Files_that_look_almost_like_the_journals_are_left_alone_and_said_once()
    {
        string[] names =
        [
            "/j/notes.txt", "/j/segment-1.journal", "/j/segment-00000000000000001.quarantine", "/j/segment--000000000000001.journal",
            "/j/segment-000000000000000a.parked",
        ];
        foreach (string name in names)
            _files.Create(name).Write("mine"u8, 0);
        var log = new RecordingLogger();
        var journal = Open(log);
        journal.Finish(1);
        Assert.Equal(TestJournal.Ids(1), journal.Ids());
        Assert.Equal(0, journal.GetStatus().QuarantinedSegments);
        journal.Abandon();
        Assert.All(names, n => Assert.Equal("mine"u8.ToArray(), _files.Files[n].Bytes));
        string line = Assert.Single(log.Lines, l => l.Contains("not the journal's", StringComparison.Ordinal));
        Assert.StartsWith("5 files in the journal folder '/j'", line, StringComparison.Ordinal);
    }

    /// <summary>So many segments of about 1,500 bytes whose header is damaged.</summary>
    private void Damage(int count)
    {
        for (int i = 0; i < count; i++)
        {
            var journal = Open();
            journal.Finish(i, TestJournal.Content(500));
            journal.DisposeAsync().AsTask().Wait();
        }
        foreach (var (_, file) in _files.Files.Where(f => f.Key.EndsWith(".journal", StringComparison.Ordinal)))
            file.Write([0xFF], 20);
    }

    private string[] Quarantined() =>
        [.. _files.Files.Keys.Where(f => f.EndsWith(".quarantine", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private long OtherBytes() => _files.Files
        .Where(f => !Path.GetFileName(f.Key).StartsWith("segment-", StringComparison.Ordinal)).Sum(f => f.Value.Length);

    private static int NumberOf(string path) =>
        JournalFiles.TryParseSegment(Path.GetFileName(path), JournalFiles.QuarantinedSuffix, out long number) ? (int)number : -1;

    private DiskJournal Open(RecordingLogger? log = null) =>
        TestJournal.Open("/j", _files, with: o => o with { MaxBytes = 40_000 }, log: log);
}
