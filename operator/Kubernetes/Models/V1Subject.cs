using System.Text.Json.Serialization;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Somebody to whom rights are given.</summary>
internal sealed record V1Subject
{
    /// <summary>Empty or null for a ServiceAccount.</summary>
    public string? ApiGroup { get; init; }

    /// <summary><c>ServiceAccount</c>, <c>User</c> or <c>Group</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>A ServiceAccount's namespace.</summary>
    [JsonPropertyName("namespace")]
    public string? NamespaceProperty { get; init; }
}
