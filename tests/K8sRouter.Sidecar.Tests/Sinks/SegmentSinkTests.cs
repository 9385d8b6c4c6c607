using System.Text.Json;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Tests.Sinks;

public sealed class SegmentSinkTests : IDisposable
{
    private readonly SinkFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Records_and_content_are_in_the_store_after_a_minute_and_read_by_id()
    {
        using var sink = _fixture.Segments();
        Add(sink, 1, 2, 3);

        Assert.Equal(_fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(60), sink.FlushDue);
        Assert.True((await sink.FlushAsync(default)).IsDone);

        Assert.Null(sink.FlushDue);
        Assert.Equal("prompt 2", await PromptAsync(2));
        Assert.Single(_fixture.Objects("records"));
        Assert.Single(_fixture.Objects("content"));
        Assert.Equal(["sealed.json"], Directory.EnumerateFiles(_fixture.SpoolFolder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_full_segment_is_due_at_once()
    {
        using var sink = _fixture.Segments(options: new() { SegmentBytes = 2000 });

        for (int i = 1; sink.FlushDue != DateTimeOffset.MinValue; i++)
        {
            Assert.True(i < 10);
            Add(sink, i);
        }
    }

    [Fact]
    public async Task A_segment_is_due_when_the_journal_holds_much_for_it_however_well_it_compresses()
    {
        using var sink = _fixture.Segments(options: new() { HeldBytes = 3000 });
        int added = 0;
        while (sink.FlushDue != DateTimeOffset.MinValue)
        {
            Assert.True(added < 10);
            Add(sink, ++added);
        }

        await sink.FlushAsync(default);
        Add(sink, ++added);

        Assert.NotEqual(DateTimeOffset.MinValue, sink.FlushDue);
    }

    [Fact]
    public async Task Hours_are_never_mixed_even_if_a_long_stream_ends_among_those_of_the_next()
    {
        using var sink = _fixture.Segments();
        sink.Add(SinkFixture.Entry(1, SinkFixture.Arrived.AddMinutes(59)));
        sink.Add(SinkFixture.Entry(2, SinkFixture.Arrived.AddMinutes(61)));
        sink.Add(SinkFixture.Entry(3, SinkFixture.Arrived.AddMinutes(58)));
        sink.Add(SinkFixture.Entry(4, SinkFixture.Arrived.AddMinutes(62)));

        await sink.FlushAsync(default);

        Assert.Equal(
            ["hour=12/AbCdEf-00000001-0000000100.jsonl 2", "hour=13/AbCdEf-00000001-0000000200.jsonl 2"],
            _fixture.Objects("records").Select(file => $"{file[file.IndexOf("hour=", StringComparison.Ordinal)..]} {File.ReadLines(file).Count()}"));
    }

    [Fact]
    public async Task Content_whose_logging_was_switched_off_since_it_was_captured_is_never_written()
    {
        using var sink = _fixture.Segments();
        _fixture.Configuration.SetLogging(false);
        Add(sink, 1);
        await sink.FlushAsync(default);

        Assert.Empty(_fixture.Objects("content"));
        Assert.Null((await _fixture.Reader.FindAsync(SinkFixture.Record(1).Id, default))!.ContentObject);
    }

    [Fact]
    public async Task Content_that_wasnt_entitled_when_it_was_captured_is_never_written()
    {
        using var sink = _fixture.Segments();
        sink.Add(new(new(1, 100), SinkFixture.Row(SinkFixture.Record(1) with { ContentLogged = false }), SinkFixture.Content("for a destination")));
        await sink.FlushAsync(default);

        Assert.Empty(_fixture.Objects("content"));
        Assert.Single(_fixture.Objects("records"));
    }

    [Theory]
    [InlineData("content", true)]
    [InlineData("content", false)]
    [InlineData("records", true)]
    [InlineData("records", false)]
    public async Task A_crash_around_any_write_leaves_each_generation_once_in_the_store(string kind, bool afterTheWrite)
    {
        bool Hit(string name) => name.Contains($"/{kind}/", StringComparison.Ordinal);
        var store = new FaultyStore(_fixture.Store);
        if (afterTheWrite)
            store.FailAfter = Hit;
        else
            store.FailBefore = Hit;
        using (var crashed = _fixture.Segments(store))
        {
            Add(crashed, 1, 2);
            Assert.False((await crashed.FlushAsync(default)).IsDone);
        }

        // A new process: nothing was acknowledged, so the journal gives everything again, and more has come.
        using var sink = _fixture.Segments();
        await sink.FlushAsync(default);
        Add(sink, 1, 2, 3);
        await sink.FlushAsync(default);

        var rows = _fixture.Objects("records").SelectMany(File.ReadLines).Select(row => JsonElement.Parse(row).GetProperty("id").GetString());
        Assert.Equal([SinkFixture.Record(1).Id, SinkFixture.Record(2).Id, SinkFixture.Record(3).Id], rows);
        Assert.Equal("prompt 1", await PromptAsync(1));
        Assert.Equal("prompt 3", await PromptAsync(3));
        Assert.Equal(2, _fixture.Objects("content").Length);
    }

    [Fact]
    public async Task A_crash_before_sealing_leaves_nothing_and_the_journal_is_read_again()
    {
        using (var crashed = _fixture.Segments())
            Add(crashed, 1, 2);

        using var sink = _fixture.Segments();
        Assert.Empty(Directory.EnumerateFiles(_fixture.SpoolFolder));
        Add(sink, 1, 2);
        await sink.FlushAsync(default);

        Assert.Equal(2, File.ReadLines(Assert.Single(_fixture.Objects("records"))).Count());
    }

    [Fact]
    public async Task What_was_delivered_before_a_lost_acknowledgement_isnt_delivered_again()
    {
        using (var first = _fixture.Segments())
        {
            Add(first, 1, 2);
            await first.FlushAsync(default);
        }

        var progress = _fixture.Progress("segments");
        using var sink = _fixture.Segments(progress: progress);
        Add(sink, 1, 2);
        await sink.FlushAsync(default);
        progress.Acknowledged();

        Assert.Equal(2, _fixture.Objects("records").SelectMany(File.ReadLines).Count());
        Assert.Equal((0, 2), (progress.Status().Delivered, progress.Status().Repeated));
    }

    [Fact]
    public async Task A_discarded_sink_takes_everything_again()
    {
        using var sink = _fixture.Segments();
        Add(sink, 1, 2);
        sink.Discard();
        Assert.Null(sink.FlushDue);
        Assert.Empty(Directory.EnumerateFiles(_fixture.SpoolFolder));

        Add(sink, 1, 2);
        await sink.FlushAsync(default);

        Assert.Equal(2, _fixture.Objects("records").SelectMany(File.ReadLines).Count());
    }

    private static void Add(SegmentSink sink, params int[] numbers)
    {
        foreach (int number in numbers)
            sink.Add(SinkFixture.Entry(number));
    }

    private async Task<string?> PromptAsync(int number)
    {
        var found = await _fixture.Reader.FindAsync(SinkFixture.Record(number).Id, default);
        var document = JsonElement.Parse((await _fixture.Reader.ReadContentAsync(found!, default)).Document.Span);
        return document.GetProperty("input").GetProperty("messages")[0].GetProperty("content").GetString();
    }
}
