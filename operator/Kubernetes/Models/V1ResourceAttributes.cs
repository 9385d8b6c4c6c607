using System.Text.Json.Serialization;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Something to do with objects.</summary>
internal sealed record V1ResourceAttributes
{
    /// <summary>Null: cluster-scoped objects, or all namespaces.</summary>
    [JsonPropertyName("namespace")]
    public string? NamespaceProperty { get; init; }

    /// <summary>Such as <c>get</c>; <c>*</c>: all.</summary>
    public required string Verb { get; init; }

    /// <summary>Empty: the core group.</summary>
    public string? Group { get; init; }

    /// <summary>Null: any.</summary>
    public string? Version { get; init; }

    /// <summary>Plural in lower case.</summary>
    public required string Resource { get; init; }

    /// <summary>Such as <c>status</c>.</summary>
    public string? Subresource { get; init; }

    /// <summary>Null: all.</summary>
    public string? Name { get; init; }
}
