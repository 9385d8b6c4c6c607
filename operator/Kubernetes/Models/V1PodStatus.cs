using System.Text.Json.Serialization;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>What became of a pod.</summary>
internal sealed record V1PodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>Its address; null: it has none yet.</summary>
    [JsonPropertyName("podIP")]
    public string? PodIP { get; init; }

    /// <summary>Such as <c>Ready</c>.</summary>
    public IReadOnlyList<V1PodCondition>? Conditions { get; init; }

    /// <summary>What became of its regular containers.</summary>
    public IReadOnlyList<V1ContainerStatus>? ContainerStatuses { get; init; }
}
