namespace K8sRouter.Testing.Cluster;

/// <summary>What a command did.</summary>
/// <param name="Command">Its line, for a failure's text.</param>
/// <param name="ExitCode">0: it succeeded.</param>
/// <param name="Output">Of standard output.</param>
/// <param name="Error">Of standard error.</param>
public sealed record CommandResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>What it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the text holds what it said.</exception>
    public string OrThrow() => ExitCode == 0
        ? Output
        : throw new InvalidOperationException($"`{Command}` ended with {ExitCode}:\n{Error}{Output}");
}
