using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Compilation;

/// <summary>A namespace as a workspace.</summary>
internal sealed record WorkspaceNamespace
{
    private const string NameLabel = "kubernetes.io/metadata.name";

    public required string Name { get; init; }

    /// <summary>A UUID: the annotation's, else the namespace's UID, else one made from the name.</summary>
    public required string Id { get; init; }

    /// <summary>Labels, with the one that the API server gives to every namespace.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>The workspace of a namespace that may have no object of its own, only others in it.</summary>
    public static WorkspaceNamespace Of(string name, V1Namespace? declared)
    {
        var metadata = declared?.Metadata;
        var annotation = metadata?.Annotations?.GetValueOrDefault(V1Namespace.WorkspaceIdAnnotation);
        return new WorkspaceNamespace
        {
            Name = name,
            Id = annotation is { Length: > 0 } ? annotation
                : metadata?.Uid is { Length: > 0 } uid ? uid
                : NameBasedUuid.Of("Namespace", name),
            Labels = new Dictionary<string, string>(metadata?.Labels ?? new Dictionary<string, string>()) { [NameLabel] = name },
        };
    }
}
