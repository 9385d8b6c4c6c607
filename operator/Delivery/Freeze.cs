using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Delivery;

/// <summary>Why nothing new may be put in force, so that what is in force stays as it is.</summary>
/// <param name="Reason">One of <see cref="ConditionReasons"/>.</param>
/// <param name="Message">A sentence that says what to do.</param>
internal sealed record Freeze(string Reason, string Message)
{
    /// <summary>
    /// What an event about it regards: a policy that is missing, or a definition. Null: it has a condition of its own that tells.
    /// </summary>
    public IKubernetesObject? About { get; init; }
}
