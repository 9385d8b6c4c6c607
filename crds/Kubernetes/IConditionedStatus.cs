namespace K8sRouter.Crds.Kubernetes;

/// <summary>A status that says by conditions how its object is doing.</summary>
public interface IConditionedStatus
{
    /// <summary>The generation of the spec that the status describes.</summary>
    long? ObservedGeneration { get; }

    /// <summary>Every condition of the kind.</summary>
    IReadOnlyList<V1Condition>? Conditions { get; }
}
