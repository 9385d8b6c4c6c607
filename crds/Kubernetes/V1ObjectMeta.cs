using System.Text.Json.Serialization;

namespace K8sRouter.Crds.Kubernetes;

/// <summary>Metadata of an object: the fields that we read or write.</summary>
public sealed record V1ObjectMeta
{
    /// <summary>Name, unique among objects of the kind in the namespace.</summary>
    public string? Name { get; init; }

    /// <summary>Namespace; null for cluster-scoped objects.</summary>
    [JsonPropertyName("namespace")]
    public string? NamespaceProperty { get; init; }

    /// <summary>Unique id over time and space.</summary>
    public string? Uid { get; init; }

    /// <summary>Opaque version for watches and conflicts.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Counts changes of the spec.</summary>
    public long? Generation { get; init; }

    /// <summary>When the object was created.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>When deletion was asked for; null: it wasn't.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>Labels, to select by.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>What must be done before the object goes.</summary>
    public IReadOnlyList<string>? Finalizers { get; init; }

    /// <summary>Who wrote what, as the server keeps it; never written.</summary>
    public IReadOnlyList<V1ManagedFieldsEntry>? ManagedFields { get; init; }

    /// <summary>Objects with which this one goes.</summary>
    public IReadOnlyList<V1OwnerReference>? OwnerReferences { get; init; }
}
