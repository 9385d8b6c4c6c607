namespace K8sRouter.Operator.Commands.Events;

/// <summary>A file that a flag names.</summary>
internal static class SecretFile
{
    /// <summary>What is in it, without one newline at its end; null: none is named.</summary>
    /// <exception cref="CommandException">It can't be read.</exception>
    public static string? Read(string flag, string? file)
    {
        try
        {
            if (file is null)
                return null;
            string text = File.ReadAllText(file);
            return text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"{flag} '{file}' can't be read: {fault.Message}");
        }
    }
}
