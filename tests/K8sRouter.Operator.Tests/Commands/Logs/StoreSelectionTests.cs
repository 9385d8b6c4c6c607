
namespace K8sRouter.Operator.Tests.Commands.Logs;

public sealed class StoreSelectionTests : IAsyncLifetime
{
    private LogsFixture _logs = null!;

    public async Task InitializeAsync() => _logs = await LogsFixture.CreateAsync();

    public Task DisposeAsync()
    {
        _logs.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Without_a_store_the_command_says_how_to_name_one()
    {
        var (code, _, errors) = await _logs.RunRawAsync(null, "logs", "list");

        Assert.Equal(2, code);
        Assert.Contains("no store is named: give --store gs://BUCKET or the path of a folder, or --resources DIR and --workspace", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://bucket", "only gs:// and folders are known")]
    [InlineData("gs://", "the name of a bucket has 3 or more of")]
    [InlineData("gs://Bucket", "the name of a bucket has 3 or more of")]
    [InlineData("gs://bucket/a//b", "can't be a prefix")]
    [InlineData("gs://bucket/workspace=a", "can't be a prefix")]
    public async Task A_place_that_cant_be_read_is_wrong_usage(string place, string expected)
    {
        var (code, _, errors) = await _logs.RunRawAsync(null, "logs", "list", "--store", place);

        Assert.Equal(2, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_isnt_a_store_is_told_from_an_empty_one()
    {
        Directory.CreateDirectory(_logs.Folder["empty"]);
        _logs.Folder.Write("other/file", "");
        Directory.CreateDirectory(_logs.Folder["prefixed", "mine", "records"]);

        Assert.Equal(0, (await _logs.RunRawAsync(null, "logs", "list", "--store", _logs.Folder["empty"])).Code);
        await FailsAsync(_logs.Folder["nowhere"], "there is no such folder. A sidecar makes it");
        await FailsAsync(_logs.Folder["other", "file"], "is a file: name the folder.");
        await FailsAsync(_logs.Folder["other"], "holds neither k8srouter/records/ nor k8srouter/content/. Name a sidecar's --store-dir");
        await FailsAsync(_logs.Folder["prefixed"], "Did you mean --prefix mine?");
        await FailsAsync(_logs.Folder["store", "k8srouter"], $"Did you mean --store {_logs.StoreFolder} --prefix k8srouter?");
    }

    [Fact]
    public async Task A_misspelled_workspace_isnt_an_empty_answer()
    {
        var (code, _, errors) = await _logs.RunAsync("list", "--workspace", "team-c");

        Assert.Equal(1, code);
        Assert.Contains("holds nothing of workspace 'team-c'. Did you mean team-a, team-b?", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_store_can_be_an_environment_variable()
    {
        using var command = new CommandLine().With("K8SROUTER_STORE", _logs.StoreFolder).With("K8SROUTER_PREFIX", "k8srouter");

        Assert.Equal(0, await command.RunAsync("logs", "show", SampleLogs.Served.Id));
    }

    [Fact]
    public async Task A_workspace_without_a_bucket_says_where_its_logs_are()
    {
        _logs.Folder.Write("in/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a}\n");

        var (code, _, errors) = await _logs.RunRawAsync(null, "logs", "list", "--resources", _logs.Folder["in"], "-n", "team-a");
        var unknown = await _logs.RunRawAsync(null, "logs", "list", "--resources", _logs.Folder["in"], "-n", "team-b");

        Assert.Equal(1, code);
        Assert.Contains("workspace team-a has no bucket: its records lie in each sidecar's own folder. Name that folder by --store", errors, StringComparison.Ordinal);
        Assert.Equal(1, unknown.Code);
        Assert.Contains("there is no workspace 'team-b'. Did you mean team-a?", unknown.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_command_has_help_with_an_example()
    {
        foreach (var name in (string[])["list", "show", "export", "erase", "verify", "stats", "check-bucket"])
        {
            var (code, output, _) = await _logs.RunRawAsync(null, "logs", name, "--help");

            Assert.Equal(0, code);
            Assert.Contains($"Examples:\n  K8sRouter.Operator logs {name} ", output, StringComparison.Ordinal);
            Assert.Contains("K8SROUTER_STORE", output, StringComparison.Ordinal);
        }
        Assert.Equal(2, (await _logs.RunRawAsync(null, "logs")).Code);
        var all = await _logs.RunRawAsync(null, "logs", "--help");
        Assert.Contains("Examples:\n  K8sRouter.Operator logs list ", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_emulator_without_an_address_is_wrong_usage()
    {
        using var command = new CommandLine().With("STORAGE_EMULATOR_HOST", "not an address");

        Assert.Equal(2, await command.RunAsync("logs", "list", "--store", "gs://bucket"));
        Assert.Contains("STORAGE_EMULATOR_HOST", command.Errors, StringComparison.Ordinal);
    }

    private async Task FailsAsync(string folder, string expected)
    {
        var (code, _, errors) = await _logs.RunRawAsync(null, "logs", "list", "--store", folder);

        Assert.Equal(1, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }
}
