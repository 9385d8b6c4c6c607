using K8sRouter.Crds.Kubernetes;

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

    /// <summary>The operating system that it says itself; null: it doesn't.</summary>
    public V1PodOS? Os { get; init; }

    /// <summary>Labels that its node must have.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Further demands on its node.</summary>
    public V1Affinity? Affinity { get; init; }

    /// <summary>Taints of a node that don't keep it away.</summary>
    public IReadOnlyList<V1Toleration>? Tolerations { get; init; }

    /// <summary>What holds for all of its containers.</summary>
    public V1SecurityContext? SecurityContext { get; init; }

    /// <summary>Containers that run beside each other.</summary>
    public IReadOnlyList<V1Container>? Containers { get; init; }

    /// <summary>Containers that run before, and native sidecars.</summary>
    public IReadOnlyList<V1Container>? InitContainers { get; init; }
}

/// <summary>The operating system of a pod.</summary>
internal sealed record V1PodOS
{
    /// <summary><c>linux</c> or <c>windows</c>.</summary>
    public string? Name { get; init; }
}

/// <summary>Where a pod wants to run.</summary>
internal sealed record V1Affinity
{
    /// <summary>By labels of nodes.</summary>
    public V1NodeAffinity? NodeAffinity { get; init; }
}

/// <summary>On which nodes a pod wants to run.</summary>
internal sealed record V1NodeAffinity
{
    /// <summary>What must hold when it is scheduled.</summary>
    public V1NodeSelector? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }
}

/// <summary>Nodes, by terms of which one must hold.</summary>
internal sealed record V1NodeSelector
{
    /// <summary>The terms.</summary>
    public IReadOnlyList<V1NodeSelectorTerm>? NodeSelectorTerms { get; init; }
}

/// <summary>Demands on a node, all of which must hold.</summary>
internal sealed record V1NodeSelectorTerm
{
    /// <summary>By its labels.</summary>
    public IReadOnlyList<V1LabelSelectorRequirement>? MatchExpressions { get; init; }
}

/// <summary>A taint that doesn't keep a pod away.</summary>
internal sealed record V1Toleration
{
    /// <summary>The taint's key; null: any.</summary>
    public string? Key { get; init; }

    /// <summary>The taint's value.</summary>
    public string? Value { get; init; }
}

/// <summary>Under which conditions containers run.</summary>
internal sealed record V1SecurityContext
{
    /// <summary>What holds on Windows alone.</summary>
    public V1WindowsSecurityContextOptions? WindowsOptions { get; init; }
}

/// <summary>Under which conditions containers run on Windows.</summary>
internal sealed record V1WindowsSecurityContextOptions
{
    /// <summary>Name of a credential of a group-managed service account.</summary>
    public string? GmsaCredentialSpecName { get; init; }

    /// <summary>The credential itself.</summary>
    public string? GmsaCredentialSpec { get; init; }

    /// <summary>The user.</summary>
    public string? RunAsUserName { get; init; }

    /// <summary>Whether they run as processes of the node.</summary>
    public bool? HostProcess { get; init; }
}
