using System.Diagnostics;
using K8sRouter.Operator.Commands;
using K8sRouter.Operator.Tests.Samples;

namespace K8sRouter.Operator.Tests.Commands;

/// <summary>The real process: what only a real one can show.</summary>
public sealed class ProcessTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_it_with_success(string signal)
    {
        using var folder = new TemporaryFolder();
        using var process = Start("--resources", Sample.Acme, "--config-out", folder.Path);
        var output = "";
        while (!output.Contains("workspace team-eu", StringComparison.Ordinal))
            output += await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());

        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        output += await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        Assert.EndsWith("stopped; what was delivered stays in force\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_exit_code_and_its_two_outputs_are_those_of_the_command()
    {
        using var process = Start("--resources", "/nonexistent", "--check");
        var output = await process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(1, process.ExitCode);
        Assert.Empty(output);
        Assert.StartsWith("error: the folder /nonexistent doesn't exist", errors, StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(OperatorCommand).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
