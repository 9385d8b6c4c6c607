namespace K8sRouter.Operator.Compilation.Policies;

/// <summary>A value and who decided it.</summary>
internal sealed record Decided<T>(T Value, PolicySource By);
