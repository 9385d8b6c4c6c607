using System.Text.Json.Serialization;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>The Service by which the API server reaches a webhook.</summary>
internal sealed record V1ServiceReference
{
    /// <summary>Its namespace.</summary>
    [JsonPropertyName("namespace")]
    public required string NamespaceProperty { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }
}
