namespace K8sRouter.Operator.Compilation;

/// <summary>Something that was asked for and isn't done, or not as asked.</summary>
/// <param name="Reason">One CamelCase word, as in conditions: <c>UnsupportedByThisVersion</c>, <c>SecretNotFound</c> ...</param>
/// <param name="Subject">The object that asked, such as <c>ObservabilityDestination team-a/langfuse</c>.</param>
/// <param name="Message">What isn't done, and what to do about it.</param>
internal sealed record CompilationNotice(string Reason, string Subject, string Message);
