using System.Text.Json;

namespace K8sRouter.Operator.Tests.Commands.Logs;

public sealed class ListTests : IAsyncLifetime
{
    private LogsFixture _logs = null!;

    public async Task InitializeAsync() => _logs = await LogsFixture.CreateAsync();

    public Task DisposeAsync()
    {
        _logs.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Generations_are_listed_newest_first_within_120_columns()
    {
        var (code, output, errors) = await _logs.RunAsync("list", "--workspace", "team-a");

        Assert.Equal(0, code);
        Assert.Empty(errors);
        _logs.Expect("list.txt", output);
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= 120, line));
    }

    [Fact]
    public async Task Over_all_workspaces_a_row_says_whose_it_is()
    {
        var (code, output, _) = await _logs.RunAsync("list");

        Assert.Equal(0, code);
        Assert.Contains(SampleLogs.Others.Id, output, StringComparison.Ordinal);
        Assert.Contains("team-b", output, StringComparison.Ordinal);
        Assert.Contains("team-a", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_of_JSON_have_the_fields_of_the_API()
    {
        var (code, output, _) = await _logs.RunAsync("list", "--workspace", "team-a", "--json", "--limit", "2");

        Assert.Equal(0, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([SampleLogs.Failed.Id, SampleLogs.Served.Id], lines.Select(line => line.GetProperty("id").GetString()));
        Assert.Equal("acme/assistant-20261101", lines[1].GetProperty("model").GetString());
        Assert.Equal(0.000022m, lines[1].GetProperty("total_cost").GetDecimal());
        Assert.Equal(2, lines[0].GetProperty("provider_responses").GetArrayLength());
    }

    [Theory]
    [InlineData("--user", "u-1", "gen-Served gen-Cancelled gen-Others")]
    [InlineData("--user", "nobody", "")]
    [InlineData("--session", "s-1", "gen-Served")]
    [InlineData("--outcome", "failed", "gen-Failed")]
    [InlineData("--key", "batch", "gen-Served")]
    [InlineData("--model", "acme/assistant:nitro", "gen-Served gen-Failed gen-Cancelled gen-Others")]
    [InlineData("--provider", "alpha", "gen-Served gen-Cancelled gen-Others")]
    [InlineData("--since", "20m", "gen-Others")]
    [InlineData("--until", "2026-11-20", "gen-Cancelled")]
    [InlineData("--since", "2026-11-20T11:31:00Z", "gen-Failed gen-Others")]
    public async Task A_filter_leaves_what_it_names(string flag, string value, string expected)
    {
        var (code, output, errors) = await _logs.RunAsync("list", flag, value, "--json");

        Assert.Equal(0, code);
        var names = new Dictionary<string, string>
        {
            [SampleLogs.Served.Id] = "gen-Served",
            [SampleLogs.Failed.Id] = "gen-Failed",
            [SampleLogs.Cancelled.Id] = "gen-Cancelled",
            [SampleLogs.Others.Id] = "gen-Others",
        };
        var found = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => names[JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!]);
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), found.Order());
        Assert.Equal(expected.Length == 0 ? $"no generation in {_logs.StoreFolder}/k8srouter matches\n" : "", errors);
    }

    [Fact]
    public async Task A_listing_that_is_cut_says_so()
    {
        var (_, output, errors) = await _logs.RunAsync("list", "--limit", "1", "--workspace", "team-a");

        Assert.Contains(SampleLogs.Failed.Id, output, StringComparison.Ordinal);
        Assert.DoesNotContain(SampleLogs.Served.Id, output, StringComparison.Ordinal);
        Assert.Contains("the newest 1; there may be more", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_cant_be_read_is_passed_over_aloud()
    {
        var path = Directory.EnumerateFiles(_logs.StoreFolder, "*.jsonl", SearchOption.AllDirectories).First(file => file.Contains("team-b", StringComparison.Ordinal));
        await File.WriteAllTextAsync(path, "{not json\n");

        var (code, output, errors) = await _logs.RunAsync("list");

        Assert.Equal(0, code);
        Assert.Contains(SampleLogs.Served.Id, output, StringComparison.Ordinal);
        Assert.Contains("warning: 1 row can't be read: see logs verify", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_control_characters_cant_write_over_the_screen()
    {
        await SampleLogs.SegmentAsync(_logs.Store, null, null, (SampleLogs.Record("team-a", SampleLogs.Now.AddMinutes(-5), 9) with { Model = "x\u001b[2Jy\u202e" }, null));

        var (_, output, _) = await _logs.RunAsync("list");

        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('\u202e', output);
        Assert.Contains("x\\u001b[2Jy", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--since 'soon' is neither an instant", "--since", "soon")]
    [InlineData("--since (2026-11-20 11:00:00Z) isn't before --until (2026-11-20 10:00:00Z)", "--since", "1h", "--until", "2h")]
    [InlineData("--outcome 'complete' isn't one. Did you mean completed?", "--outcome", "complete")]
    [InlineData("--limit '0' isn't a whole number from 1 to 10000.", "--limit", "0")]
    [InlineData("--limit 'many' isn't a whole number from 1 to 10000.", "--limit", "many")]
    [InlineData("--from chooses among a workspace's stores", "--from", "logging")]
    [InlineData("the prefix is given twice", "--store", "gs://bucket/prefix", "--prefix", "other")]
    [InlineData("--prefix: 'a//b' can't be a prefix", "--prefix", "a//b")]
    public async Task Bad_input_is_wrong_usage_and_says_what_is_wrong(string expected, params string[] arguments)
    {
        string[] store = arguments.Contains("--store") ? [] : ["--store", _logs.StoreFolder];

        var (code, output, errors) = await _logs.RunRawAsync(null, ["logs", "list", .. arguments, .. store]);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.StartsWith("error: ", errors, StringComparison.Ordinal);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }
}
