using K8sRouter.Crds.Validation;

namespace K8sRouter.Operator.Injection;

/// <summary>Something in a pod that keeps a sidecar out.</summary>
/// <param name="Reason">One of <see cref="InjectionReasons"/>.</param>
/// <param name="Path">The field.</param>
/// <param name="Kind">In the words of the API.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record InjectionProblem(string Reason, string Path, ProblemReason Kind, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}
