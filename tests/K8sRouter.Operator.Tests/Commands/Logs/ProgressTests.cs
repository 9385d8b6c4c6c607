using K8sRouter.Operator.Commands;
using K8sRouter.Operator.Commands.Logs;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Commands.Logs;

public sealed class ProgressTests
{
    private readonly FakeTimeProvider _time = Clocks.Noon();

    [Fact]
    public void Into_a_file_a_line_is_written_every_few_seconds()
    {
        using var errors = new StringWriter();
        using (var progress = new ProgressLine<int>(new Terminal(TextWriter.Null, errors, _time), number => $"{number} done"))
        {
            for (var second = 1; second <= 12; second++)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                progress.Report(second);
            }
        }

        Assert.Equal("5 done\n10 done\n", errors.ToString());
    }

    [Fact]
    public void On_a_screen_one_line_is_written_over_and_wiped_at_the_end()
    {
        using var errors = new StringWriter();
        using (var progress = new ProgressLine<int>(new Terminal(TextWriter.Null, errors, _time) { IsScreen = true }, number => $"{number} done"))
        {
            progress.Report(1);
            _time.Advance(TimeSpan.FromMilliseconds(200));
            progress.Report(2);
        }

        Assert.Equal("\r\u001b[K2 done\r\u001b[K", errors.ToString());
    }

    [Fact]
    public async Task Being_stopped_ends_a_command_without_a_stack_trace()
    {
        using var logs = await LogsFixture.CreateAsync();
        using var command = new CommandLine();
        command.Stop();

        Assert.Equal(1, await command.RunAsync("logs", "export", "--store", logs.StoreFolder, "--out", logs.Folder["file"]));

        Assert.EndsWith("stopped before the end\n", command.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", command.Errors, StringComparison.Ordinal);
        using var again = new CommandLine();
        Assert.Equal(0, await again.RunAsync("logs", "export", "--store", logs.StoreFolder, "--out", logs.Folder["file"], "--resume"));
        Assert.Equal(4, (await File.ReadAllLinesAsync(logs.Folder["file"])).Length);
    }
}
