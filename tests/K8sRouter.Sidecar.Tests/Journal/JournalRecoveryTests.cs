using System.IO.Hashing;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Testing;

namespace K8sRouter.Sidecar.Tests.Journal;

public sealed class JournalRecoveryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_torn_tail_at_any_byte_is_cut_and_everything_before_it_is_read()
    {
        var (files, path, ends) = SmallJournal();
        byte[] whole = files.Files[path].Bytes;
        for (int length = 0; length < whole.Length; length++)
        {
            var torn = With(path, whole.AsSpan(0, length), files);
            var journal = TestJournal.Open("/j", torn);
            int complete = ends.Count(e => e <= length);
            Assert.Equal(TestJournal.Ids(Enumerable.Range(0, complete)), journal.Ids());
            Assert.Empty(journal.GetStatus().LostByReason);
            journal.Abandon();
        }
    }

    [Fact]
    public void A_flipped_bit_in_any_byte_costs_one_record_at_most_and_is_counted()
    {
        var (files, path, ends) = SmallJournal();
        byte[] whole = files.Files[path].Bytes;
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] bytes = [.. whole];
            bytes[at] ^= 0x10;
            var damaged = With(path, bytes, files);
            var journal = TestJournal.Open("/j", damaged);
            var ids = journal.Ids();
            if (at < SegmentHeader.Length)
            {
                Assert.Empty(ids);
                Assert.Contains(damaged.Files.Keys, f => f.EndsWith(".quarantine", StringComparison.Ordinal));
            }
            else
            {
                // The seal at the end carries nothing that a sink would miss.
                int hit = ends.Count(e => e <= at);
                Assert.Equal(TestJournal.Ids(Enumerable.Range(0, ends.Count).Where(n => n != hit)), ids);
                if (hit < ends.Count)
                    Assert.Equal(1, journal.GetStatus().LostByReason[LossReasons.Damaged]);
            }
            Assert.Equal(AppendResult.Written, journal.Finish(99));
            Assert.Contains(TestJournal.Id(99), journal.Ids());
            journal.Abandon();
        }
    }

    [Fact]
    public void Damage_that_appears_while_a_sink_reads_is_passed_over()
    {
        var files = new SimulatedFileSystem();
        var journal = TestJournal.Open("/j", files);
        for (int i = 0; i < 5; i++)
            journal.Finish(i, TestJournal.Content());
        string path = files.Files.Keys.Single(f => f.EndsWith(".journal", StringComparison.Ordinal));
        var file = files.Files[path];
        file.Write(new byte[RecordHeader.Length], SegmentHeader.Length);
        Assert.Equal(TestJournal.Ids(1, 2, 3, 4), journal.Ids());
        file.Write(new byte[(int)file.Length - SegmentHeader.Length], SegmentHeader.Length);
        Assert.Empty(journal.Ids());
        journal.Finish(6);
        Assert.Equal(TestJournal.Ids(6), journal.Ids());
        journal.Abandon();
    }

    [Fact]
    public void Records_can_not_be_swapped()
    {
        var (files, path, ends) = SmallJournal();
        byte[] bytes = [.. files.Files[path].Bytes];
        int first = SegmentHeader.Length, second = (int)ends[0], length = second - first;
        byte[] payload = bytes[(first + RecordHeader.Length)..second];
        // Same length, checksums made to fit: only the authentication can tell.
        Assert.True(RecordHeader.TryRead(bytes.AsSpan(second), 1, out var header));
        Assert.Equal(length, header.FrameLength);
        payload.CopyTo(bytes, second + RecordHeader.Length);
        (header with { PayloadCrc = Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, payload) }).Write(bytes.AsSpan(second), 1);
        var journal = TestJournal.Open("/j", With(path, bytes, files));
        Assert.Equal(TestJournal.Ids(0, 2, 3), journal.Ids());
        journal.Abandon();
    }

    [Fact]
    public async Task Calls_that_were_running_at_a_crash_are_recorded_as_crashed_exactly_once()
    {
        var journal = TestJournal.Open(_folder.Path);
        journal.Start(1);
        journal.Start(2);
        journal.Finish(2);
        journal.Abandon();
        for (int restart = 0; restart < 3; restart++)
            TestJournal.Open(_folder.Path).Abandon();
        await using var reopened = TestJournal.Open(_folder.Path);
        using var reader = reopened.OpenReader("a");
        var entries = reader.Drain();
        Assert.Equal(TestJournal.Ids(2, 1), entries.Select(e => e.Record.Id));
        var crashed = entries[1].Record;
        Assert.Equal(GenerationOutcomes.RouterCrashed, crashed.Outcome);
        Assert.Equal(500, crashed.StatusCode);
        Assert.Equal("server", crashed.ErrorType);
        Assert.Null(crashed.Usage);
        Assert.Equal("team-canary", crashed.Workspace);
    }

    [Fact]
    public async Task A_call_that_outlives_its_segment_by_hours_is_still_found_after_a_crash()
    {
        var clock = Clocks.Noon();
        var journal = TestJournal.Open(_folder.Path, clock: clock);
        journal.Start(1);
        for (int hour = 0; hour < 4; hour++)
        {
            journal.Finish(10 + hour);
            using (var reader = journal.OpenReader("a"))
                reader.Drain().ForEach(reader.Acknowledge);
            clock.Advance(TimeSpan.FromHours(1));
            journal.Maintain();
        }
        Assert.DoesNotContain(TestJournal.Segments(_folder.Path), f => f.EndsWith("0001.journal", StringComparison.Ordinal));
        journal.Abandon();
        await using var reopened = TestJournal.Open(_folder.Path);
        Assert.Equal(TestJournal.Ids(1), reopened.Ids());
    }

    [Fact]
    public async Task A_segment_that_a_crash_left_open_is_never_appended_to()
    {
        var journal = TestJournal.Open(_folder.Path);
        journal.Finish(1);
        string left = TestJournal.Segments(_folder.Path).Single();
        byte[] before = await File.ReadAllBytesAsync(left);
        journal.Abandon();
        await using var reopened = TestJournal.Open(_folder.Path);
        reopened.Finish(2);
        Assert.Equal(before, await File.ReadAllBytesAsync(left));
        Assert.Equal(TestJournal.Ids(1, 2), reopened.Ids());
    }

    [Fact]
    public async Task Foreign_files_are_left_alone()
    {
        string[] names = ["notes.txt", "segment-x.journal", "other.tmp", "cursor-%zz"];
        foreach (string name in names)
            await File.WriteAllTextAsync(Path.Combine(_folder.Path, name), "mine");
        await using var journal = TestJournal.Open(_folder.Path);
        journal.Finish(1);
        Assert.Equal(TestJournal.Ids(1), journal.Ids());
        Assert.All(names, n => Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder.Path, n))));
    }

    [Fact]
    public void A_folder_that_can_not_be_made_says_what_to_do()
    {
        string file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");
        var thrown = Assert.Throws<JournalUnavailableException>(() => TestJournal.Open(Path.Combine(file, "journal")));
        Assert.Contains("Mount a volume there", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_and_free_again_once_closed()
    {
        await using (TestJournal.Open(_folder.Path))
        {
            var thrown = Assert.Throws<JournalUnavailableException>(() => TestJournal.Open(_folder.Path));
            Assert.Contains("in use by another process", thrown.Message, StringComparison.Ordinal);
        }
        await using var reopened = TestJournal.Open(_folder.Path);
    }

    [Fact]
    public async Task Two_processes_can_not_have_one_folder_and_the_second_may_have_it_after_the_first()
    {
        var start = new System.Diagnostics.ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(StartupHook).Assembly.Location);
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        start.Environment[StartupHook.FolderVariable] = _folder.Path;
        using var other = System.Diagnostics.Process.Start(start)!;
        try
        {
            Assert.NotNull(await other.StandardOutput.ReadLineAsync());
            var thrown = Assert.Throws<JournalUnavailableException>(() => TestJournal.Open(_folder.Path));
            Assert.Contains("in use by another process", thrown.Message, StringComparison.Ordinal);
        }
        finally
        {
            other.Kill();
        }
        await other.WaitForExitAsync();
        await using var journal = TestJournal.Open(_folder.Path);
        Assert.NotEmpty(journal.Ids());
    }

    [Fact]
    public async Task A_clock_that_goes_back_loses_and_doubles_nothing()
    {
        var clock = new JumpingClock();
        await using (var journal = TestJournal.Open(_folder.Path, clock: clock, with: o => o with { MaxAge = TimeSpan.FromHours(5) }))
        {
            journal.Finish(1);
            clock.SetTimeOfDay(clock.GetUtcNow() - TimeSpan.FromDays(3));
            journal.Maintain();
            journal.Finish(2);
            journal.Maintain();
            Assert.Equal(TestJournal.Ids(1, 2), journal.Ids());
        }
        clock.SetTimeOfDay(clock.GetUtcNow() - TimeSpan.FromDays(30));
        await using var reopened = TestJournal.Open(
            _folder.Path, clock: clock, with: o => o with { MaxAge = TimeSpan.FromHours(5) });
        reopened.Finish(3);
        reopened.Maintain();
        Assert.Equal(TestJournal.Ids(1, 2, 3), reopened.Ids());
        Assert.Empty(reopened.GetStatus().LostByReason);
    }

    [Fact]
    public async Task Copies_of_the_folder_taken_while_it_is_written_hold_every_append_acknowledged_before()
    {
        await using var journal = TestJournal.Open(_folder.Path, with: o => o with { SegmentBytes = 32 << 10 });
        int written = 0;
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            for (int i = 0; !stop.IsCancellationRequested && i < 20_000; i++)
            {
                journal.Finish(i, TestJournal.Content(i % 500));
                Volatile.Write(ref written, i + 1);
            }
        });
        for (int round = 0; round < 10; round++)
        {
            int target = Volatile.Read(ref written) + 20;
            SpinWait.SpinUntil(() => Volatile.Read(ref written) >= target || writing.IsCompleted);
            int acknowledged = Volatile.Read(ref written);
            using var copy = _folder.Copy();
            await using var reopened = TestJournal.Open(copy.Path);
            Assert.Equal(TestJournal.Ids(Enumerable.Range(0, acknowledged)), reopened.Ids().Take(acknowledged));
            Assert.Empty(reopened.GetStatus().LostByReason);
        }
        await stop.CancelAsync();
        await writing;
    }

    /// <summary>One closed segment of four generations: its files, its path, where each record ends.</summary>
    private static (SimulatedFileSystem Files, string Path, List<long> Ends) SmallJournal()
    {
        var files = new SimulatedFileSystem();
        var journal = TestJournal.Open("/j", files);
        List<long> ends = [];
        string path = files.Files.Keys.Single(f => f.EndsWith(".journal", StringComparison.Ordinal));
        for (int i = 0; i < 4; i++)
        {
            journal.Finish(i, i == 2 ? TestJournal.Content() : null);
            ends.Add(files.Files[path].Length);
        }
        journal.DisposeAsync().AsTask().Wait();
        return (files, path, ends);
    }

    /// <summary>The same folder with other bytes in one file.</summary>
    private static SimulatedFileSystem With(string path, ReadOnlySpan<byte> bytes, SimulatedFileSystem source)
    {
        var files = new SimulatedFileSystem();
        foreach (var (name, file) in source.Files)
        {
            using var copy = files.Create(name);
            copy.Write(name == path ? bytes : file.Bytes, 0);
        }
        return files;
    }
}
