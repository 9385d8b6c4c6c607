namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>A container of a pod.</summary>
internal sealed record V1Container
{
    /// <summary>Its name, unique in the pod.</summary>
    public string? Name { get; init; }

    /// <summary>What holds for it alone.</summary>
    public V1SecurityContext? SecurityContext { get; init; }
}
