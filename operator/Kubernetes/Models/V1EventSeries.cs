using System.Text.Json.Serialization;
using K8sRouter.Operator.Kubernetes.Json;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>How often the same thing was seen.</summary>
internal sealed record V1EventSeries
{
    /// <summary>How often, the first time included.</summary>
    public required int Count { get; init; }

    /// <summary>When last.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public required DateTimeOffset LastObservedTime { get; init; }
}
