using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Sinks;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Sidecar.Tests.Sinks.Spool;

/// <summary>A disk that has no room for a segment: a device that is always full stands for the file that would take it.</summary>
public sealed class FullSpoolTests : IDisposable
{
    private readonly SinkFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(".records")]
    [InlineData(".content")]
    public async Task A_segment_without_room_is_made_once_there_is_some_and_nothing_of_it_is_left_meanwhile(string file)
    {
        Directory.CreateDirectory(_fixture.SpoolFolder);
        using var sink = _fixture.Segments();
        string path = Path.Combine(_fixture.SpoolFolder, ObjectNames.Segment(1, 100) + file);
        File.CreateSymbolicLink(path, "/dev/full");

        Assert.ThrowsAny<IOException>(() => sink.Add(SinkFixture.Entry(1)));

        Assert.Null(sink.FlushDue);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_fixture.SpoolFolder));
        sink.Discard();
        sink.Add(SinkFixture.Entry(1));
        Assert.True((await sink.FlushAsync(default)).IsDone);
        Assert.NotNull(await _fixture.Reader.FindAsync(SinkFixture.Record(1).Id, default));
    }

    [Fact]
    public async Task A_pump_goes_on_by_itself_once_there_is_room()
    {
        var journal = new MemoryJournal();
        journal.Append(SinkFixture.Row(SinkFixture.Record(1)), SinkFixture.Content("prompt 1"));
        Directory.CreateDirectory(_fixture.SpoolFolder);
        var progress = _fixture.Progress("segments");
        var sink = _fixture.Segments(progress: progress);
        string path = Path.Combine(_fixture.SpoolFolder, ObjectNames.Segment(1, 100) + ".records");
        File.CreateSymbolicLink(path, "/dev/full");
        using var pump = new SinkPump(
            sink, () => journal.OpenReader("segments"), progress, new() { Linger = TimeSpan.Zero, FirstRetry = TimeSpan.FromMilliseconds(1) },
            TimeProvider.System, NullLogger.Instance);
        pump.Start();

        Assert.True(await pump.StopAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal((1, SinkFaults.Internal), (progress.Status().Delivered, progress.Status().LastError));
        Assert.Equal(1, journal.Acknowledged("segments"));
    }
}
