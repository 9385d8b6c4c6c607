namespace K8sRouter.Operator.Commands;

/// <summary>Where a command writes, and the clock it lives by: replaced in tests.</summary>
/// <param name="Output">What was asked for.</param>
/// <param name="Errors">What is wrong, and progress.</param>
/// <param name="Time">The clock.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Errors, TimeProvider Time)
{
    /// <summary>Answers of the person at the terminal; null: nobody is there to be asked.</summary>
    public TextReader? Answers { get; init; }

    /// <summary>Whether <see cref="Errors"/> is a screen, on which a line can be written over.</summary>
    public bool IsScreen { get; init; }
}
