namespace K8sRouter.Operator.Commands;

/// <summary>Where a command writes, and the clock it lives by: replaced in tests.</summary>
/// <param name="Output">What was asked for.</param>
/// <param name="Errors">What is wrong.</param>
/// <param name="Time">The clock.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Errors, TimeProvider Time);
