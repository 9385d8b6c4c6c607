using System.Text.Json.Serialization;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>What became of a pod.</summary>
internal sealed record SlimPodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>Its address; null: it has none yet.</summary>
    [JsonPropertyName("podIP")]
    public string? PodIP { get; init; }

    /// <summary>Such as <c>Ready</c>.</summary>
    public IReadOnlyList<SlimPodCondition>? Conditions { get; init; }

    /// <summary>What became of its regular containers.</summary>
    public IReadOnlyList<SlimContainerStatus>? ContainerStatuses { get; init; }
}

/// <summary>One observation about a pod. Unlike a V1Condition it may lack everything but type and status.</summary>
internal sealed record SlimPodCondition
{
    /// <summary>What is observed, such as <c>Ready</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary>One CamelCase word.</summary>
    public string? Reason { get; init; }
}

/// <summary>What became of a container of a pod.</summary>
internal sealed record SlimContainerStatus
{
    /// <summary>The container's name.</summary>
    public string? Name { get; init; }

    /// <summary>How often it was started again.</summary>
    public int RestartCount { get; init; }

    /// <summary>What it does now; null: nothing is known yet.</summary>
    public SlimContainerState? State { get; init; }
}

/// <summary>What a container does now: one of both, or neither where it waits to be started.</summary>
internal sealed record SlimContainerState
{
    /// <summary>It runs.</summary>
    public SlimContainerStateRunning? Running { get; init; }

    /// <summary>It has ended.</summary>
    public SlimContainerStateTerminated? Terminated { get; init; }
}

/// <summary>A container that runs.</summary>
internal sealed record SlimContainerStateRunning
{
    /// <summary>Since when.</summary>
    public DateTimeOffset? StartedAt { get; init; }
}

/// <summary>A container that has ended.</summary>
internal sealed record SlimContainerStateTerminated
{
    /// <summary>What it ended with; 0: well.</summary>
    public int ExitCode { get; init; }
}
