using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace K8sRouter.Operator.Tests.Commands.Logs;

public sealed class EraseTests : IAsyncLifetime
{
    private LogsFixture _logs = null!;

    public async Task InitializeAsync() => _logs = await LogsFixture.CreateAsync();

    public Task DisposeAsync()
    {
        _logs.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_user_is_erased_and_nobody_else()
    {
        var (code, output, errors) = await _logs.RunAsync("erase", "--user", "u-1", "--yes");

        Assert.Equal(0, code);
        Assert.Empty(errors);
        Assert.DoesNotContain("u-1", StoreText(), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", StoreText(), StringComparison.Ordinal);
        Assert.Contains("u-2", StoreText(), StringComparison.Ordinal);
        Assert.Contains("Hello?", StoreText(), StringComparison.Ordinal);
        Assert.Contains("erased in ", output, StringComparison.Ordinal);
        Assert.Equal(0, (await _logs.RunAsync("verify")).Code);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_erased_and_writes_nothing()
    {
        var before = StoreText();

        var (code, output, _) = await _logs.RunAsync("erase", "--user", "u-1", "--workspace", "team-a", "--dry-run");

        Assert.Equal(0, code);
        Assert.Equal(before, StoreText());
        _logs.Expect("erase-dry-run.txt", WithoutSizes(output));
    }

    [Fact]
    public async Task What_was_erased_is_said_with_what_is_still_there()
    {
        var (code, output, _) = await _logs.RunAsync("erase", "--id", SampleLogs.Served.Id, "--id", SampleLogs.Failed.Id, "--yes");

        Assert.Equal(0, code);
        _logs.Expect("erase.txt", WithoutSizes(output));
        var (_, shown, _) = await _logs.RunAsync("show", SampleLogs.Served.Id);
        Assert.Contains("erased     on demand", shown, StringComparison.Ordinal);
        Assert.Contains("2,048 in", shown, StringComparison.Ordinal);
        var (_, list, _) = await _logs.RunAsync("list", "--workspace", "team-a");
        Assert.Equal(2, list.Split('\n').Count(line => line.EndsWith("erased", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Days_before_a_date_are_erased()
    {
        var (code, _, _) = await _logs.RunAsync("erase", "--before", "2026-11-20", "--yes");

        Assert.Equal(0, code);
        var (_, output, _) = await _logs.RunAsync("list", "--json", "--user", "u-1");
        Assert.DoesNotContain(SampleLogs.Cancelled.Id, output, StringComparison.Ordinal);
        Assert.Contains(SampleLogs.Served.Id, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yes\n", true)]
    [InlineData("y\n", false)]
    [InlineData("", false)]
    public async Task Somebody_at_the_terminal_is_asked_after_being_told(string typed, bool erased)
    {
        var (code, output, errors) = await _logs.RunTypingAsync(typed, "erase", "--user", "u-1");

        Assert.Equal(erased ? 0 : 1, code);
        Assert.StartsWith("would erase in ", output, StringComparison.Ordinal);
        Assert.Contains("Type yes: ", output, StringComparison.Ordinal);
        Assert.Equal(!erased, StoreText().Contains("u-1", StringComparison.Ordinal));
        Assert.Equal(erased ? "" : "nothing was erased\n", errors);
    }

    [Fact]
    public async Task With_nobody_to_ask_it_is_refused_without_yes()
    {
        var before = StoreText();

        var (code, _, errors) = await _logs.RunAsync("erase", "--user", "u-1");

        Assert.Equal(2, code);
        Assert.Contains("nobody is at a terminal to be asked", errors, StringComparison.Ordinal);
        Assert.Equal(before, StoreText());
    }

    [Fact]
    public async Task An_id_that_isnt_there_is_named_and_the_others_are_erased()
    {
        var unknown = SampleLogs.Served.Id[..^1] + "9";

        var (code, output, _) = await _logs.RunAsync("erase", "--id", unknown, SampleLogs.Served.Id, "--yes");

        Assert.Equal(1, code);
        Assert.Contains($"not found    {unknown}\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"u-1\"", StoreText("team-a/dt=2026-11-20"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_cant_be_read_leave_it_unknown_whether_all_is_erased()
    {
        var path = Directory.EnumerateFiles(_logs.StoreFolder, "*.jsonl", SearchOption.AllDirectories).First(file => file.Contains("team-b", StringComparison.Ordinal));
        await File.AppendAllTextAsync(path, "{not json\n");

        var (code, output, _) = await _logs.RunAsync("erase", "--user", "u-2", "--yes");

        Assert.Equal(1, code);
        Assert.Contains("unknown      1 row can't be read, so whose they are isn't known", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasing_again_finds_nothing_left_to_do()
    {
        await _logs.RunAsync("erase", "--id", SampleLogs.Served.Id, "--yes");
        var before = StoreText();

        var (code, output, _) = await _logs.RunAsync("erase", "--id", SampleLogs.Served.Id, "--yes", "--json");

        Assert.Equal(0, code);
        var report = JsonDocument.Parse(output).RootElement.GetProperty("report");
        Assert.Equal(1, report.GetProperty("alreadyErased").GetInt32());
        Assert.Equal(0, report.GetProperty("rowsErased").GetInt32());
        Assert.Equal(before, StoreText());
    }

    [Theory]
    [InlineData("exactly one of --id, --user and --before")]
    [InlineData("exactly one of --id, --user and --before", "--user", "u", "--before", "2026-01-01")]
    [InlineData("--before 'yesterday' isn't a date", "--before", "yesterday")]
    [InlineData("--id 'gen-x' isn't the id of a generation", "--id", "gen-x")]
    [InlineData("--user is empty", "--user", "")]
    [InlineData("--since and --until go with --user", "--before", "2026-01-01", "--since", "1d")]
    [InlineData("--json goes with --yes or --dry-run", "--user", "u", "--json")]
    public async Task Bad_input_erases_nothing(string expected, params string[] arguments)
    {
        var before = StoreText();

        var (code, _, errors) = await _logs.RunTypingAsync("yes\n", ["erase", .. arguments]);

        Assert.Equal(2, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.Equal(before, StoreText());
    }

    /// <summary>All that a reader of the folder could find, content decompressed.</summary>
    private string StoreText(string part = "")
    {
        var text = new StringBuilder();
        foreach (var (name, bytes) in _logs.Files().Where(file => file.Name.Contains(part, StringComparison.Ordinal)))
        {
            using var plain = name.EndsWith(".gz", StringComparison.Ordinal)
                ? new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress))
                : new StreamReader(new MemoryStream(bytes));
            text.Append(plain.ReadToEnd());
        }
        return text.ToString();
    }

    /// <summary>How small a text becomes is the library's affair.</summary>
    private static string WithoutSizes(string output) =>
        System.Text.RegularExpressions.Regex.Replace(output, @"\([0-9.]+ [KMG]?i?B\)", "(SIZE)");
}
