namespace K8sRouter.Operator.Commands;

/// <summary>Ends a command. The message is printed after <c>error: </c>; it says what to do and holds no secret.</summary>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;

    public static CommandException Usage(string message) => new(ExitCodes.Usage, message);

    public static CommandException Problem(string message) => new(ExitCodes.Problems, message);
}
