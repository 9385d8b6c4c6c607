using System.IO.Compression;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Operator.Commands;
using K8sRouter.Operator.Commands.Logs.Exporting;
using K8sRouter.Operator.Commands.Logs.Stores;
using K8sRouter.Testing;

namespace K8sRouter.Operator.Tests.Commands.Logs;

public sealed class ExportTests : IAsyncLifetime
{
    private const int Many = 40;
    private static readonly GenerationRecord[] More =
        [.. Enumerable.Range(0, Many).Select(i => SampleLogs.Record("team-a", SampleLogs.Now.AddMinutes(-50).AddSeconds(i), 100 + i))];

    private static readonly string[] All =
        [SampleLogs.Cancelled.Id, SampleLogs.Served.Id, SampleLogs.Failed.Id, SampleLogs.Others.Id, .. More.Select(record => record.Id)];

    private LogsFixture _logs = null!;

    private string File => _logs.Folder["export.jsonl"];

    public async Task InitializeAsync()
    {
        _logs = await LogsFixture.CreateAsync();
        await AddManyAsync();
    }

    public Task DisposeAsync()
    {
        _logs.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Every_generation_is_a_line_with_its_record_and_its_content()
    {
        var (code, output, errors) = await _logs.RunAsync("export");

        Assert.Equal(0, code);
        var lines = Lines(output);
        Assert.Equal(All.Order(), lines.Select(Id).Order());
        Assert.Equal(SampleLogs.Cancelled.Id, Id(lines[0]));
        var served = lines.Single(line => Id(line) == SampleLogs.Served.Id);
        Assert.Equal("acme/assistant:nitro", served.GetProperty("requested_model").GetString());
        Assert.Equal("Rayleigh.", served.GetProperty("content").GetProperty("output").GetProperty("reasoning").GetString());
        Assert.Equal("present", served.GetProperty("content_state").GetString());
        Assert.Equal(JsonValueKind.Null, lines[0].GetProperty("content").ValueKind);
        Assert.Equal("not_stored", lines[0].GetProperty("content_state").GetString());
        Assert.StartsWith("exported 44 generations (", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_content_no_word_of_it_is_exported()
    {
        var (code, output, _) = await _logs.RunAsync("export", "--without-content", "--user", "u-1");

        Assert.Equal(0, code);
        Assert.Equal(3, Lines(output).Count);
        Assert.DoesNotContain("canary", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"content\":", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_for_its_owner_alone_and_leaves_nothing_beside_it()
    {
        var (code, output, errors) = await _logs.RunAsync("export", "--out", File);

        Assert.Equal(0, code);
        Assert.Empty(output);
        Assert.EndsWith($" to {File}\n", errors, StringComparison.Ordinal);
        Assert.Equal(All.Length, Lines(await System.IO.File.ReadAllTextAsync(File)).Count);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.False(System.IO.File.Exists(File + ".resume"));
    }

    [Theory]
    [InlineData("u-1", 3)]
    [InlineData("nobody", 0)]
    public async Task A_file_that_ends_in_gz_is_compressed_also_when_nothing_is_in_it(string user, int expected)
    {
        Assert.Equal(0, (await _logs.RunAsync("export", "--user", user, "--out", File + ".gz")).Code);

        var bytes = await System.IO.File.ReadAllBytesAsync(File + ".gz");
        Assert.Equal([0x1f, 0x8b], bytes[..2]);
        Assert.Equal(expected, Lines(Decompress(bytes)).Count);
    }

    [Fact]
    public async Task A_file_that_is_there_is_never_written_over()
    {
        await System.IO.File.WriteAllTextAsync(File, "precious");

        var (code, _, errors) = await _logs.RunAsync("export", "--out", File);

        Assert.Equal(1, code);
        Assert.Contains($"{File} is there already", errors, StringComparison.Ordinal);
        Assert.Equal("precious", await System.IO.File.ReadAllTextAsync(File));
    }

    [Theory]
    [InlineData(".jsonl")]
    [InlineData(".jsonl.gz")]
    public async Task Interrupted_anywhere_and_resumed_it_holds_every_generation_once(string extension)
    {
        for (var calls = 0; ; calls += 3)
        {
            var path = _logs.Folder[$"export-{calls}{extension}"];
            var failing = new FailingStore(_logs.Store) { CallsLeft = calls };
            var interrupted = false;
            try
            {
                await Run(failing).ToFileAsync(path, false, default);
            }
            catch (ObjectStoreException)
            {
                interrupted = true;
            }
            if (!interrupted)
            {
                Assert.True(calls > Many, "No fault was ever met.");
                return;
            }

            Assert.Equal(0, await Run(_logs.Store).ToFileAsync(path, true, default));

            var bytes = await System.IO.File.ReadAllBytesAsync(path);
            var text = extension.EndsWith("gz", StringComparison.Ordinal) ? Decompress(bytes) : Encoding.UTF8.GetString(bytes);
            Assert.Equal(All.Order(), Lines(text).Select(Id).Order());
        }
    }

    [Fact]
    public async Task What_a_crash_left_behind_the_last_note_is_cut_and_written_once()
    {
        await Assert.ThrowsAsync<ObjectStoreException>(() => Run(new FailingStore(_logs.Store) { CallsLeft = 30 }).ToFileAsync(File, false, default));
        await System.IO.File.AppendAllTextAsync(File, "{\"id\":\"half a li" + new string('x', 1 << 20));

        Assert.Equal(0, await Run(_logs.Store).ToFileAsync(File, true, default));

        Assert.Equal(All.Order(), Lines(await System.IO.File.ReadAllTextAsync(File)).Select(Id).Order());
    }

    [Fact]
    public async Task An_interrupted_export_says_how_to_go_on_and_isnt_begun_anew_by_accident()
    {
        await Assert.ThrowsAsync<ObjectStoreException>(() => Run(new FailingStore(_logs.Store) { CallsLeft = 30 }).ToFileAsync(File, false, default));

        var again = await _logs.RunAsync("export", "--out", File);
        var other = await _logs.RunAsync("export", "--out", File, "--resume", "--user", "u-1");
        var same = await _logs.RunAsync("export", "--out", File, "--resume");
        var complete = await _logs.RunAsync("export", "--out", File, "--resume");

        Assert.Equal((1, true), (again.Code, again.Errors.Contains("is an interrupted export: go on with --resume", StringComparison.Ordinal)));
        Assert.Equal((2, true), (other.Code, other.Errors.Contains("was begun with another store, workspace, filter", StringComparison.Ordinal)));
        Assert.Equal((0, true), (same.Code, same.Errors.Contains("which now holds 44", StringComparison.Ordinal)));
        Assert.Equal((0, true), (complete.Code, complete.Errors.Contains("is complete", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Resuming_goes_with_a_file()
    {
        var (code, _, errors) = await _logs.RunAsync("export", "--resume");

        Assert.Equal(2, code);
        Assert.Contains("--resume goes with --out", errors, StringComparison.Ordinal);
    }

    private async Task AddManyAsync()
    {
        foreach (var segment in More.Chunk(10))
            await SampleLogs.SegmentAsync(_logs.Store, null, null, [.. segment.Select(record => (record, SampleLogs.Answer))]);
    }

    private static ExportRun Run(IObjectStore objects)
    {
        var place = new StorePlace { Folder = objects.Place, Prefix = SampleLogs.Prefix, Holds = "records and content" };
        var store = new LogStore
        {
            Objects = objects,
            Scope = new StoreScope { Prefix = SampleLogs.Prefix },
            Buckets = _ => null,
            Place = place,
            Reached = [place],
            Unreached = [],
        };
        var wish = new ExportWish { Query = _ => new GenerationQuery(), Filter = "", WithContent = true };
        return new ExportRun(store, wish, new Terminal(TextWriter.Null, TextWriter.Null, Clocks.Noon()));
    }

    private static List<JsonElement> Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string Id(JsonElement line) => line.GetProperty("id").GetString()!;

    private static string Decompress(byte[] bytes)
    {
        using var text = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        return text.ReadToEnd();
    }
}
