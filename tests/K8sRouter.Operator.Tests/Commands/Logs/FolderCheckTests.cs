namespace K8sRouter.Operator.Tests.Commands.Logs;

public sealed class FolderCheckTests : IAsyncLifetime
{
    private LogsFixture _logs = null!;

    public async Task InitializeAsync() => _logs = await LogsFixture.CreateAsync();

    public Task DisposeAsync()
    {
        _logs.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(UnixFileMode.None, "ok      readers    its owner\n")]
    [InlineData(UnixFileMode.GroupRead, "ok      readers    its owner and its group\n")]
    [InlineData(UnixFileMode.OtherRead, "warning readers    every user of this machine\n")]
    public async Task A_folder_that_everybody_can_read_is_a_warning(UnixFileMode more, string expected)
    {
        File.SetUnixFileMode(_logs.StoreFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | more);

        var (code, output, _) = await _logs.RunAsync("check-bucket");

        Assert.Equal(0, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Contains("no content is older than 90 days", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_beyond_its_days_is_told_and_with_apply_deleted_and_records_stay()
    {
        var old = SampleLogs.Record("team-a", SampleLogs.Now.AddDays(-150), 7);
        await SampleLogs.SegmentAsync(_logs.Store, null, null, (old, SampleLogs.Answer));

        var looked = await _logs.RunAsync("check-bucket", "--retention-days", "120");
        var longer = await _logs.RunAsync("check-bucket", "--retention-days", "200", "--apply");
        var applied = await _logs.RunAsync("check-bucket", "--retention-days", "120", "--apply");

        Assert.Contains("warning retention  1 object of content (", looked.Output, StringComparison.Ordinal);
        Assert.Contains("applied retention: deleted 0 objects of content (0 B) older than 200 days", longer.Output, StringComparison.Ordinal);
        Assert.Contains("applied retention: deleted 1 object of content (", applied.Output, StringComparison.Ordinal);
        var (_, shown, _) = await _logs.RunAsync("show", old.Id);
        Assert.Contains("content    gone with its object", shown, StringComparison.Ordinal);
        Assert.Contains("canary-answer", (await _logs.RunAsync("show", SampleLogs.Served.Id)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("say after how many days by --retention-days", "--apply")]
    [InlineData("--retention-days '30' isn't a whole number from 90", "--retention-days", "30")]
    [InlineData("--location 'Mars' isn't Global, Europe or Us", "--location", "Mars")]
    public async Task Bad_input_deletes_nothing(string expected, params string[] arguments)
    {
        var (code, _, errors) = await _logs.RunAsync(["check-bucket", .. arguments]);

        Assert.Equal(2, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }
}
