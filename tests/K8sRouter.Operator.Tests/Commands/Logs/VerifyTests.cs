using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Commands.Logs;

public sealed class VerifyTests : IAsyncLifetime
{
    private LogsFixture _logs = null!;

    public async Task InitializeAsync() => _logs = await LogsFixture.CreateAsync();

    public Task DisposeAsync()
    {
        _logs.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_sound_store_is_said_to_be_sound()
    {
        var (code, output, errors) = await _logs.RunAsync("verify");

        Assert.Equal(0, code);
        Assert.Empty(errors);
        Assert.Contains("3 objects of records, 2 objects of content", output, StringComparison.Ordinal);
        Assert.Contains("4 generations; content of 3 is there, of 0 erased, of 0 expired\nnothing is wrong\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_of_content_alone_is_told_where_to_look()
    {
        Directory.Delete(Directory.EnumerateDirectories(_logs.StoreFolder, "records", SearchOption.AllDirectories).Single(), recursive: true);

        var (code, output, _) = await _logs.RunAsync("verify");

        Assert.Equal(1, code);
        Assert.Contains("there is content and not one record: if records are kept in another bucket, verify that one", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problems_are_counted_and_named_and_told_by_the_exit_code()
    {
        var content = Directory.EnumerateFiles(_logs.StoreFolder, "*.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        File.Delete(content.Single(path => path.Contains("team-b", StringComparison.Ordinal)));
        var damaged = content.Single(path => path.Contains("team-a", StringComparison.Ordinal));
        var bytes = await File.ReadAllBytesAsync(damaged);
        bytes[20] ^= 0xff;
        await File.WriteAllBytesAsync(damaged, bytes);

        var (code, output, _) = await _logs.RunAsync("verify");
        var (jsonCode, json, _) = await _logs.RunAsync("verify", "--json");

        Assert.Equal((1, 1), (code, jsonCode));
        Assert.Contains("number  problem", output, StringComparison.Ordinal);
        Assert.Contains("content missing", output, StringComparison.Ordinal);
        Assert.Contains(SampleLogs.Others.Id, output, StringComparison.Ordinal);
        Assert.Contains("wrong checksum", output, StringComparison.Ordinal);
        var report = JsonDocument.Parse(json).RootElement;
        Assert.Equal(1, report.GetProperty("problemCounts").GetProperty("contentMissing").GetInt32());
        Assert.Contains("contentMissing", report.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Content_that_may_be_gone_by_now_is_expired_and_no_problem()
    {
        foreach (var path in Directory.EnumerateFiles(_logs.StoreFolder, "*", SearchOption.AllDirectories).Where(path => path.Contains("/content/", StringComparison.Ordinal)))
            File.Delete(path);
        var later = new FakeTimeProvider(SampleLogs.Now.AddDays(92));
        using var command = new CommandLine { Time = later };

        Assert.Equal(0, await command.RunAsync("logs", "verify", "--store", _logs.StoreFolder));
        Assert.Contains("of 3 expired", command.Output, StringComparison.Ordinal);
        Assert.Equal(1, await command.RunAsync("logs", "verify", "--store", _logs.StoreFolder, "--retention-days", "365"));
    }

    [Fact]
    public async Task A_part_of_the_time_can_be_verified()
    {
        var (code, output, _) = await _logs.RunAsync("verify", "--until", "2026-11-20", "--workspace", "team-a");

        Assert.Equal(0, code);
        Assert.Contains("1 generation;", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statistics_are_told_by_day_and_name()
    {
        var (code, output, _) = await _logs.RunAsync("stats", "--workspace", "team-a");

        Assert.Equal(0, code);
        _logs.Expect("stats.txt", System.Text.RegularExpressions.Regex.Replace(output, " *[0-9.]+ [KMG]?i?B", " SIZE"));
    }

    [Fact]
    public async Task Statistics_are_numbers_for_scripts()
    {
        var (code, output, _) = await _logs.RunAsync("stats", "--json", "--user", "u-1");

        Assert.Equal(0, code);
        var report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(3, report.GetProperty("total").GetProperty("generations").GetInt32());
        Assert.Equal(2, report.GetProperty("total").GetProperty("withContent").GetInt32());
        Assert.Equal("2026-11-19", report.GetProperty("byDay")[0].GetProperty("name").GetString());
    }
}
