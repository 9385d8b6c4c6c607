using System.Text.Json.Serialization;
using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Something that happened to an object.</summary>
[KubernetesEntity(Group = "events.k8s.io", Kind = "Event", PluralName = "events", Namespaced = true)]
internal sealed record V1Event : IKubernetesObject
{
    public string ApiVersion { get; init; } = "events.k8s.io/v1";

    public string Kind { get; init; } = "Event";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>When it was seen first.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>Null: seen once.</summary>
    public V1EventSeries? Series { get; init; }

    /// <summary>Who reports, such as <c>k8srouter.io/operator</c>.</summary>
    public required string ReportingController { get; init; }

    /// <summary>Which of them, such as a pod's name.</summary>
    public required string ReportingInstance { get; init; }

    /// <summary>What was tried.</summary>
    public required string Action { get; init; }

    public required string Reason { get; init; }

    public V1ObjectReference? Regarding { get; init; }

    /// <summary>For people.</summary>
    public string? Note { get; init; }

    /// <summary>Normal or Warning.</summary>
    public required string Type { get; init; }
}
