using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Testing;

namespace K8sRouter.Sidecar.Tests.Journal;

public sealed class JournalRoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_generation_comes_back_with_its_row_and_its_content()
    {
        await using var journal = TestJournal.Open(_folder.Path);
        var record = TestJournal.Record(1) with { ExternalUser = "zoë", Usage = new TokenUsage { Prompt = 7 } };
        Assert.Equal(AppendResult.Written, await journal.AppendStartedAsync(record));
        Assert.Equal(AppendResult.Written, journal.Finish(record, TestJournal.Content()));
        using var reader = journal.OpenReader("a");

        var entry = reader.TryRead();

        Assert.NotNull(entry);
        Assert.Equal(
            JsonSerializer.Serialize(record, GenerationRecordJson.Default.GenerationRecord), Encoding.UTF8.GetString(entry.RecordJson.Span));
        Assert.Equal("zoë", entry.Record.ExternalUser);
        Assert.NotNull(entry.Content);
        Assert.Equal(TestJournal.Canary, Encoding.UTF8.GetString(entry.Content.Request.Span));
        Assert.True(entry.Content.RequestTruncated);
        Assert.False(entry.Content.ResponseTruncated);
        Assert.Equal(CapturedResponseFormat.Json, entry.Content.ResponseFormat);
        Assert.Equal("{\"answer\":\"canary-7f3a\"}", Encoding.UTF8.GetString(entry.Content.Response.Span));
        Assert.Equal("[]", Encoding.UTF8.GetString(entry.Content.Errors.Span));
        Assert.Null(reader.TryRead());
    }

    [Fact]
    public async Task Entries_stand_side_by_side_until_they_are_released_and_are_wiped_then()
    {
        await using var journal = TestJournal.Open(_folder.Path);
        for (int i = 0; i < 20; i++)
            journal.Finish(i, TestJournal.Content(size: i * 1000));
        using var reader = journal.OpenReader("a");
        var entries = reader.Drain();

        for (int i = 0; i < 20; i++)
            Assert.Equal(TestJournal.Content(size: i * 1000).Request.ToArray(), entries[i].Content!.Request.ToArray());
        var last = entries[^1].Content!.Request;
        reader.Release();

        Assert.DoesNotContain(last.ToArray(), one => one != 0);
        journal.Finish(20, TestJournal.Content());
        Assert.Equal(TestJournal.Canary, Encoding.UTF8.GetString(Assert.Single(reader.Drain()).Content!.Request.Span));
    }

    [Fact]
    public async Task A_record_that_was_just_appended_is_read_back_without_being_parsed_and_an_older_one_is_the_same()
    {
        var record = TestJournal.Record(1) with { ExternalUser = "zoë" };
        await using (var journal = TestJournal.Open(_folder.Path))
        {
            journal.Finish(record);
            using var reader = journal.OpenReader("a");
            Assert.Same(record, reader.TryRead()!.Record);
        }

        await using var reopened = TestJournal.Open(_folder.Path);
        using var later = reopened.OpenReader("a");
        var read = later.TryRead()!.Record;
        Assert.NotSame(record, read);
        Assert.Equal((record.Id, record.ExternalUser), (read.Id, read.ExternalUser));
    }

    [Fact]
    public async Task An_append_allocates_nothing_of_the_size_of_what_it_writes()
    {
        const int Size = 200_000;
        await using var journal = TestJournal.Open(_folder.Path);
        var content = TestJournal.Content(Size);
        var record = TestJournal.Record(1);
        long allocated = 0;
        for (int i = 0; i < 60; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var append = journal.AppendFinishedAsync(record, content).AsTask();
            // The first few fill the pools.
            if (i >= 20)
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(AppendResult.Written, await append);
        }
        Assert.InRange(allocated / 40, 1, Size / 20);
    }

    [Fact]
    public async Task Without_content_there_is_none()
    {
        await using var journal = TestJournal.Open(_folder.Path);
        journal.Finish(1);
        using var reader = journal.OpenReader("a");
        Assert.Null(reader.TryRead()!.Content);
    }

    [Fact]
    public async Task Records_of_every_size_up_to_beyond_a_segment_come_back()
    {
        int[] sizes = [0, 1, 1000, 65_000, 66_000, 300_000, 3_000_000, 10];
        await using (var journal = TestJournal.Open(_folder.Path, with: o => o with { SegmentBytes = 1 << 20 }))
        {
            for (int i = 0; i < sizes.Length; i++)
                Assert.Equal(AppendResult.Written, journal.Finish(i, TestJournal.Content(sizes[i])));
        }
        await using var reopened = TestJournal.Open(_folder.Path);
        using var reader = reopened.OpenReader("a");
        Assert.Equal(sizes.Select(s => s + TestJournal.Canary.Length), reader.Drain().Select(e => e.Content!.Request.Length));
    }

    [Fact]
    public async Task A_waiting_reader_is_woken_by_the_append_and_not_by_a_started_record()
    {
        await using var journal = TestJournal.Open(_folder.Path);
        using var reader = journal.OpenReader("a");
        var waiting = reader.ReadAsync(CancellationToken.None).AsTask();
        journal.Start(1);
        Assert.False(waiting.IsCompleted);
        journal.Finish(1);
        var entry = await waiting.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(TestJournal.Id(1), entry.Record.Id);
    }

    [Fact]
    public async Task A_waiting_reader_can_be_cancelled_and_reads_on_afterwards()
    {
        await using var journal = TestJournal.Open(_folder.Path);
        using var reader = journal.OpenReader("a");
        using var cancel = new CancellationTokenSource();
        var waiting = reader.ReadAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        journal.Finish(1);
        Assert.NotNull(reader.TryRead());
    }

    [Fact]
    public async Task Many_writers_and_a_reader_at_once_lose_and_double_nothing()
    {
        await using var journal = TestJournal.Open(_folder.Path, with: o => o with { SegmentBytes = 64 << 10 });
        using var reader = journal.OpenReader("a");
        var reading = Task.Run(async () =>
        {
            List<string> ids = [];
            while (ids.Count < 2000)
                ids.Add((await reader.ReadAsync(CancellationToken.None)).Record.Id);
            return ids;
        });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                journal.Start((w * 500) + i);
                journal.Finish((w * 500) + i, TestJournal.Content(i));
            }
        })));
        var read = await reading.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(TestJournal.Ids(Enumerable.Range(0, 2000)), read.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_folder_keeps_its_name_and_gives_another_folder_another()
    {
        string name;
        await using (var journal = TestJournal.Open(_folder.Path))
            name = journal.Sidecar;
        await using var reopened = TestJournal.Open(_folder.Path);
        using var other = new TemporaryFolder();
        await using var elsewhere = TestJournal.Open(other.Path);
        Assert.Equal(GenerationIds.SidecarLength, name.Length);
        Assert.Equal(name, reopened.Sidecar);
        Assert.NotEqual(name, elsewhere.Sidecar);
    }

    [Fact]
    public async Task What_the_folder_still_holds_fills_an_index_again_without_content()
    {
        await using (var journal = TestJournal.Open(_folder.Path))
        {
            journal.Finish(1, TestJournal.Content());
            journal.Finish(2);
            using var reader = journal.OpenReader("a");
            reader.Drain().ForEach(reader.Acknowledge);
        }
        await using var reopened = TestJournal.Open(_folder.Path);
        reopened.Maintain();
        var retained = reopened.ReadRetained().ToList();
        Assert.Equal(TestJournal.Ids(1, 2), retained.Select(e => e.Record.Id));
        Assert.All(retained, e => Assert.Null(e.Content));
        Assert.Empty(reopened.Ids());
    }

    [Fact]
    public async Task A_segment_is_sealed_when_its_hour_is_over()
    {
        var clock = Clocks.Noon();
        await using var journal = TestJournal.Open(_folder.Path, clock: clock);
        journal.Finish(1);
        Assert.Single(TestJournal.Segments(_folder.Path));
        clock.Advance(TimeSpan.FromMinutes(61));
        journal.Maintain();
        Assert.Equal(2, TestJournal.Segments(_folder.Path).Length);
        Assert.Equal(TestJournal.Ids(1), journal.Ids());
    }
}
