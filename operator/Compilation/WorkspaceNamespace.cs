using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Compilation;

/// <summary>A namespace as a workspace.</summary>
internal sealed record WorkspaceNamespace
{
    private const string NameLabel = "kubernetes.io/metadata.name";

    public required string Name { get; init; }

    /// <summary>A UUID: the annotation's, else the namespace's UID, else one made from the name.</summary>
    public required string Id { get; init; }

    /// <summary>The namespace's UID, else one made from the name: there is no cluster.</summary>
    public required string Uid { get; init; }

    /// <summary>The annotation asks for an id that isn't one, or is another namespace's: it doesn't count.</summary>
    public bool IdIsRefused { get; init; }

    /// <summary>Labels, with the one that the API server gives to every namespace.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>The workspace of a namespace that may have no object of its own, only others in it.</summary>
    /// <param name="name">Name of the namespace.</param>
    /// <param name="declared">Its object; null: there is none.</param>
    /// <param name="idIsTaken">Whether another namespace has the id that the annotation asks for, and had it first.</param>
    public static WorkspaceNamespace Of(string name, V1Namespace? declared, bool idIsTaken = false)
    {
        var metadata = declared?.Metadata;
        var annotation = metadata?.Annotations?.GetValueOrDefault(V1Namespace.WorkspaceIdAnnotation);
        var isUsable = !idIsTaken && Guid.TryParseExact(annotation, "D", out _);
        var uid = metadata?.Uid is { Length: > 0 } own ? own : NameBasedUuid.Of("Namespace", name);
        return new WorkspaceNamespace
        {
            Name = name,
            IdIsRefused = annotation is { Length: > 0 } && !isUsable,
            Id = isUsable ? annotation! : uid,
            Uid = uid,
            Labels = new Dictionary<string, string>(metadata?.Labels ?? new Dictionary<string, string>()) { [NameLabel] = name },
        };
    }
}
