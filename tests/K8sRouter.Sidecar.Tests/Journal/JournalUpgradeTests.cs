using System.Text;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Tests.Journal;

public sealed class JournalUpgradeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_that_the_first_version_wrote_is_read_whole()
    {
        FirstVersionFolder.WriteTo(_folder.Path);
        string sidecar = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "sidecar-id"));

        await using var journal = Open();

        Assert.Equal(sidecar, journal.Sidecar);
        Assert.Equal(TestJournal.Ids(2, 3, 4, 5), journal.Ids("segments"));
        using var reader = journal.OpenReader("destination/one");
        var entries = reader.Drain();
        Assert.Equal(TestJournal.Ids(1, 2, 3, 4, 5), entries.Select(e => e.Record.Id));
        Assert.Equal(
            [TestJournal.Canary, null, TestJournal.Canary + new string('x', 200), TestJournal.Canary, null],
            entries.Select(e => e.Content is { } content ? Encoding.UTF8.GetString(content.Request.Span) : null));
        Assert.Equal(("zoë", 7), (entries[2].Record.ExternalUser, entries[2].Record.Usage!.Prompt));
        Assert.All(entries.Take(4), e => Assert.Equal(GenerationOutcomes.Completed, e.Record.Outcome));
        Assert.Equal(GenerationOutcomes.RouterCrashed, entries[4].Record.Outcome);
        Assert.Empty(journal.GetStatus().LostByReason);
        Assert.Equal(0, journal.GetStatus().QuarantinedSegments + journal.GetStatus().ParkedSegments);
    }

    [Fact]
    public async Task It_goes_on_where_the_first_version_was()
    {
        FirstVersionFolder.WriteTo(_folder.Path);
        await using (var journal = Open())
        {
            journal.Finish(6, TestJournal.Content());
            using var reader = journal.OpenReader("segments");
            reader.Acknowledge(reader.Drain()[2]);
        }
        await using var reopened = Open();
        Assert.Equal(TestJournal.Ids(5, 6), reopened.Ids("segments"));
        Assert.Equal((6, 6), (reopened.Account("destination/one").Captured, reopened.Backlog("destination/one")));
    }

    private DiskJournal Open() =>
        TestJournal.Open(_folder.Path, with: o => o with { Sinks = null }, keys: [TestJournal.Key(2), TestJournal.Key()]);
}
