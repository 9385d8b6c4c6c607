using System.Text.Json.Serialization;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Which object something is about.</summary>
internal sealed record V1ObjectReference
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    [JsonPropertyName("namespace")]
    public string? NamespaceProperty { get; init; }

    public string? Name { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }
}
