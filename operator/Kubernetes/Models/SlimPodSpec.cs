using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>What a pod is asked to be.</summary>
internal sealed record SlimPodSpec
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
    public SlimPodOS? Os { get; init; }

    /// <summary>Labels that its node must have.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Further demands on its node.</summary>
    public SlimAffinity? Affinity { get; init; }

    /// <summary>Taints of a node that don't keep it away.</summary>
    public IReadOnlyList<SlimToleration>? Tolerations { get; init; }

    /// <summary>What holds for all of its containers.</summary>
    public SlimSecurityContext? SecurityContext { get; init; }

    /// <summary>Containers that run beside each other.</summary>
    public IReadOnlyList<SlimContainer>? Containers { get; init; }

    /// <summary>Containers that run before, and native sidecars.</summary>
    public IReadOnlyList<SlimContainer>? InitContainers { get; init; }
}

/// <summary>A container of a pod.</summary>
internal sealed record SlimContainer
{
    /// <summary>Its name, unique in the pod.</summary>
    public string? Name { get; init; }

    /// <summary>What holds for it alone.</summary>
    public SlimSecurityContext? SecurityContext { get; init; }
}

/// <summary>The operating system of a pod.</summary>
internal sealed record SlimPodOS
{
    /// <summary><c>linux</c> or <c>windows</c>.</summary>
    public string? Name { get; init; }
}

/// <summary>Where a pod wants to run.</summary>
internal sealed record SlimAffinity
{
    /// <summary>By labels of nodes.</summary>
    public SlimNodeAffinity? NodeAffinity { get; init; }
}

/// <summary>On which nodes a pod wants to run.</summary>
internal sealed record SlimNodeAffinity
{
    /// <summary>What must hold when it is scheduled.</summary>
    public SlimNodeSelector? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }
}

/// <summary>Nodes, by terms of which one must hold.</summary>
internal sealed record SlimNodeSelector
{
    /// <summary>The terms.</summary>
    public IReadOnlyList<SlimNodeSelectorTerm>? NodeSelectorTerms { get; init; }
}

/// <summary>Demands on a node, all of which must hold.</summary>
internal sealed record SlimNodeSelectorTerm
{
    /// <summary>By its labels.</summary>
    public IReadOnlyList<V1LabelSelectorRequirement>? MatchExpressions { get; init; }
}

/// <summary>A taint that doesn't keep a pod away.</summary>
internal sealed record SlimToleration
{
    /// <summary>The taint's key; null: any.</summary>
    public string? Key { get; init; }

    /// <summary>The taint's value.</summary>
    public string? Value { get; init; }
}

/// <summary>Under which conditions containers run.</summary>
internal sealed record SlimSecurityContext
{
    /// <summary>What holds on Windows alone.</summary>
    public SlimWindowsSecurityContextOptions? WindowsOptions { get; init; }
}

/// <summary>Under which conditions containers run on Windows.</summary>
internal sealed record SlimWindowsSecurityContextOptions
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
