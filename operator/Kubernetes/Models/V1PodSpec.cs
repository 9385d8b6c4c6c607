namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>What a pod is asked to be.</summary>
internal sealed record V1PodSpec
{
    /// <summary>The node; null: not scheduled yet.</summary>
    public string? NodeName { get; init; }

    /// <summary>Under which account it runs.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>Whether it shares the node's network.</summary>
    public bool? HostNetwork { get; init; }

    /// <summary><c>Always</c>, <c>OnFailure</c> or <c>Never</c>; null: the first.</summary>
    public string? RestartPolicy { get; init; }

    /// <summary>Containers that run beside each other.</summary>
    public IReadOnlyList<V1Container>? Containers { get; init; }

    /// <summary>Containers that run before, and native sidecars.</summary>
    public IReadOnlyList<V1Container>? InitContainers { get; init; }
}
