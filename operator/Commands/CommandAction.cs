namespace K8sRouter.Operator.Commands;

/// <summary>Runs a command to its end and says its faults as a person wants to read them.</summary>
internal static class CommandAction
{
    public static async Task<int> RunAsync(Terminal terminal, Func<Task<int>> command, CancellationToken cancellationToken)
    {
        try
        {
            return await command();
        }
        catch (CommandException e)
        {
            await terminal.Errors.WriteLineAsync($"error: {e.Message}");
            return e.ExitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await terminal.Errors.WriteLineAsync("stopped before the end");
            return ExitCodes.Problems;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await terminal.Errors.WriteLineAsync($"error: {e.Message}");
            return ExitCodes.Problems;
        }
    }
}
