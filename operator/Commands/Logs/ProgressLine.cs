namespace K8sRouter.Operator.Commands.Logs;

/// <summary>
/// Says how far long work is: in one line that is written over on a screen, else in a new line every few seconds.
/// </summary>
/// <typeparam name="T">What is known of the work.</typeparam>
/// <param name="terminal">Its errors take the lines.</param>
/// <param name="text">The line.</param>
internal sealed class ProgressLine<T>(Terminal terminal, Func<T, string> text) : IProgress<T>, IDisposable
{
    private const string ToLineStart = "\r\u001b[K";
    private static readonly TimeSpan OnScreen = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan InFile = TimeSpan.FromSeconds(5);

    private long _last = terminal.Time.GetTimestamp();
    private bool _shown;

    public void Report(T value)
    {
        if (terminal.Time.GetElapsedTime(_last) < (terminal.IsScreen ? OnScreen : InFile))
            return;
        _last = terminal.Time.GetTimestamp();
        _shown = true;
        if (terminal.IsScreen)
            terminal.Errors.Write(ToLineStart + text(value));
        else
            terminal.Errors.WriteLine(text(value));
        terminal.Errors.Flush();
    }

    /// <summary>Wipes the line off a screen.</summary>
    public void Dispose()
    {
        if (_shown && terminal.IsScreen)
            terminal.Errors.Write(ToLineStart);
        _shown = false;
    }
}
