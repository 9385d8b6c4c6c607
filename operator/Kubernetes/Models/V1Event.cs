using System.Text.Json.Serialization;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Json;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Something that happened to an object (events.k8s.io, not the core group's older kind).</summary>
[KubernetesEntity(Group = "events.k8s.io", Kind = "Event", PluralName = "events", Namespaced = true)]
internal sealed record V1Event : IKubernetesObject
{
    public string ApiVersion => "events.k8s.io/v1";

    public string Kind => "Event";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>When it was first seen.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public required DateTimeOffset EventTime { get; init; }

    /// <summary>How often it was seen; null: once.</summary>
    public V1EventSeries? Series { get; init; }

    /// <summary>Which controller tells, such as <c>k8srouter.io/operator</c>.</summary>
    public string? ReportingController { get; init; }

    /// <summary>Which of its replicas.</summary>
    public string? ReportingInstance { get; init; }

    /// <summary>What was tried, one CamelCase word.</summary>
    public string? Action { get; init; }

    /// <summary>Why, one CamelCase word.</summary>
    public string? Reason { get; init; }

    /// <summary>What it is about.</summary>
    public V1ObjectReference? Regarding { get; init; }

    /// <summary>Another object that has to do with it.</summary>
    public V1ObjectReference? Related { get; init; }

    /// <summary>A sentence for people, at most 1,024 bytes.</summary>
    public string? Note { get; init; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; init; }
}
