using System.Diagnostics;
using K8sRouter.Operator.Tests.Delivery;
using K8sRouter.Testing;

namespace K8sRouter.Operator.Tests.Commands;

/// <summary>The loop as the process runs it, over a real folder.</summary>
public sealed class FollowTests : IDisposable
{
    private const string Provider = """
        apiVersion: k8srouter.io/v1alpha1
        kind: ModelProvider
        metadata: {name: local}
        spec:
          upstreams: [{apis: [chat], protocol: OpenAI, baseUrl: "https://local.example/v1"}]
          dataPolicy: {confirmed: true, training: TRAINING, publication: false, source: a test, verifiedAt: "2026-11-01" AGE}
          models: [{name: acme/one}]
        """;

    private readonly TemporaryFolder _folder = new();

    private string Volume => _folder["out", "team-a"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_edit_is_in_force_within_a_second()
    {
        using var command = Start(TimeProvider.System, out var run);
        await command.OutputAsync("workspace team-a: 1 endpoint allowed");
        var fastest = TimeSpan.MaxValue;
        // The fastest of several: a busy machine may delay one, and what is measured is the road.
        for (int edit = 0; edit < 3 || (edit < 12 && fastest > TimeSpan.FromSeconds(1)); edit++)
        {
            bool training = edit % 2 == 0;
            var (before, printed) = (VolumeReader.Target(Volume), command.Output.Length);
            var watch = Stopwatch.StartNew();
            WriteProvider(training);
            await command.OutputAsync(training ? "0 endpoints allowed, 1 excluded" : "1 endpoint allowed, 0 excluded", printed);
            fastest = watch.Elapsed < fastest ? watch.Elapsed : fastest;

            Assert.NotEqual(before, VolumeReader.Target(Volume));
            Assert.Equal(training ? 1 : 0, VolumeReader.Config(Volume).ExcludedEndpoints.Count);
        }

        Assert.True(fastest < TimeSpan.FromSeconds(1), $"{fastest}");
        await StopAsync(command, run);
    }

    [Fact]
    public async Task A_malformed_file_keeps_the_whole_last_good_set_in_force_until_it_is_mended()
    {
        using var command = Start(TimeProvider.System, out var run);
        await command.OutputAsync("workspace team-a: 1 endpoint allowed");
        var before = VolumeReader.Target(Volume);

        // The looser policy beside it is good by itself; half of a set must not count.
        _folder.Write("in/policy.yaml", "apiVersion: k8srouter.io/v1alpha1\nkind: WorkspacePrivacyPolicy\nmetadata: {name: default, namespace: team-b}\nspec: {}\n");
        _folder.Write("in/provider.yaml", "apiVersion: k8srouter.io/v1alpha1\nkind: ModelProvider\nspec: {");
        await command.ErrorAsync("nothing was changed: the last good set stays in force as a whole");

        Assert.Contains(_folder["in", "provider.yaml"] + ":", command.Errors, StringComparison.Ordinal);
        Assert.Equal(before, VolumeReader.Target(Volume));
        Assert.False(Directory.Exists(_folder["out", "team-b"]));

        WriteProvider(training: true);
        await command.OutputAsync("workspace team-a: 0 endpoints allowed, 1 excluded");
        await command.OutputAsync("workspace team-b: 0 endpoints allowed, 1 excluded");
        await StopAsync(command, run);
    }

    [Fact]
    public async Task A_namespace_that_is_gone_loses_its_configuration_aloud()
    {
        using var command = Start(TimeProvider.System, out var run);
        await command.OutputAsync("workspace team-a: 1 endpoint allowed");

        File.Delete(_folder["in", "namespace.yaml"]);
        await command.OutputAsync("workspace team-a: namespace gone, removed its configuration and credentials");

        Assert.Null(VolumeReader.Target(Volume));
        await StopAsync(command, run);
    }

    [Fact]
    public async Task A_folder_that_vanishes_changes_nothing_and_comes_back()
    {
        using var command = Start(TimeProvider.System, out var run);
        await command.OutputAsync("workspace team-a: 1 endpoint allowed");

        Directory.Move(_folder["in"], _folder["elsewhere"]);
        await command.ErrorAsync("doesn't exist");
        Assert.NotNull(VolumeReader.Target(Volume));

        Directory.Move(_folder["elsewhere"], _folder["in"]);
        WriteProvider(training: true);
        await command.OutputAsync("workspace team-a: 0 endpoints allowed, 1 excluded");
        await StopAsync(command, run);
    }

    [Fact]
    public async Task A_folder_that_is_empty_all_at_once_as_an_unmounted_volume_is_changes_nothing()
    {
        using var command = Start(TimeProvider.System, out var run);
        await command.OutputAsync("workspace team-a: 1 endpoint allowed");

        Directory.Move(_folder["in"], _folder["elsewhere"]);
        Directory.CreateDirectory(_folder["in"]);
        await command.ErrorAsync("holds no resource any more");
        Assert.NotNull(VolumeReader.Target(Volume));

        WriteProvider(training: true);
        await command.OutputAsync("workspace team-a: namespace gone");
        await StopAsync(command, run);
    }

    [Fact]
    public async Task Hidden_files_are_not_read_and_links_to_files_are_as_in_a_mounted_ConfigMap()
    {
        using var command = Start(TimeProvider.System, out var run);
        await command.OutputAsync("workspace team-a: 1 endpoint allowed");

        _folder.Write("in/..2026_11_20/team-b.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: team-b}\n");
        _folder.Write("in/.draft.yaml", "nonsense");
        File.CreateSymbolicLink(_folder["in", "..data"], "..2026_11_20");
        File.CreateSymbolicLink(_folder["in", "team-b.yaml"], "..data/team-b.yaml");

        await command.OutputAsync("workspace team-b: 1 endpoint allowed");
        Assert.Empty(command.Errors);
        await StopAsync(command, run);
    }

    [Fact]
    public async Task When_facts_age_the_configuration_changes_by_itself()
    {
        var time = new ManualTimeProvider();
        using var command = Start(time, out var run, ", maxAgeDays: 30", "--interval", "1h");
        await AdvanceUntilAsync(time, TimeSpan.FromMilliseconds(50), command.OutputAsync("workspace team-a: 1 endpoint allowed"));

        await AdvanceUntilAsync(time, TimeSpan.FromHours(2), command.OutputAsync("excluded  data_policy:stale  1 by default (built in): local/acme/one"));

        Assert.Equal(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), time.GetUtcNow(), TimeSpan.FromHours(12));
        Assert.Single(VolumeReader.Config(Volume).ExcludedEndpoints);
        await StopAsync(command, run);
    }

    [Fact]
    public async Task What_couldnt_be_written_is_tried_again_until_it_can_and_complained_about_once()
    {
        _folder.Write("out/team-a", "a file where a folder should be");
        using var command = Start(TimeProvider.System, out var run);
        await command.ErrorAsync("error: workspace team-a: its configuration can't be written");

        _folder.Write("in/team-b.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: team-b}\n");
        await command.OutputAsync("workspace team-b: 1 endpoint allowed");
        File.Delete(Volume);
        await command.OutputAsync("workspace team-a: 1 endpoint allowed");

        Assert.Single(command.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await StopAsync(command, run);
    }

    [Fact]
    public async Task What_hasnt_changed_isnt_printed_or_written_again()
    {
        using var command = Start(TimeProvider.System, out var run);
        await command.OutputAsync("is in force");
        var (output, target) = (command.Output, VolumeReader.Target(Volume));

        WriteProvider(training: false);
        _folder.Write("in/other.yaml", "# nothing\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: team-b}\n");
        await command.OutputAsync("workspace team-b");
        await command.OutputAsync("is in force\nworkspace team-b");

        Assert.StartsWith(output, command.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("workspace team-a", command.Output[output.Length..], StringComparison.Ordinal);
        Assert.Equal(target, VolumeReader.Target(Volume));
        await StopAsync(command, run);
    }

    private static async Task AdvanceUntilAsync(ManualTimeProvider time, TimeSpan step, Task signal)
    {
        // The loop arms its timers on another thread: small steps of a clock that stands still in between.
        while (!signal.IsCompleted)
        {
            time.Advance(step);
            await Task.WhenAny(signal, Task.Delay(1));
        }
        await signal;
    }

    private static async Task StopAsync(CommandLine command, Task<int> run)
    {
        command.Stop();
        Assert.Equal(0, await run);
        Assert.EndsWith("stopped; what was delivered stays in force\n", command.Output, StringComparison.Ordinal);
    }

    private CommandLine Start(TimeProvider time, out Task<int> run, string age = "", params string[] more)
    {
        _folder.Write("in/namespace.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a}\n");
        WriteProvider(training: false, age);
        var command = new CommandLine { Time = time };
        run = Task.Run(() => command.RunAsync(["--resources", _folder["in"], "--config-out", _folder["out"], .. more]));
        return command;
    }

    /// <summary>Without an age that facts may have by default: most of these tests go by the real clock.</summary>
    private void WriteProvider(bool training, string age = "") => _folder.Write(
        "in/provider.yaml",
        Provider.Replace("TRAINING", training ? "true" : "false", StringComparison.Ordinal)
            .Replace(" AGE", age, StringComparison.Ordinal));
}
