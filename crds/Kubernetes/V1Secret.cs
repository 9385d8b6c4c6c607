namespace K8sRouter.Crds.Kubernetes;

/// <summary>A Secret. Its text never shows values.</summary>
[KubernetesEntity(Kind = "Secret", PluralName = "secrets", Namespaced = true)]
public sealed record V1Secret : IKubernetesObject
{
    /// <inheritdoc />
    public string ApiVersion { get; init; } = "v1";

    /// <inheritdoc />
    public string Kind { get; init; } = "Secret";

    /// <inheritdoc />
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>Values by key; base64 on the wire.</summary>
    public IReadOnlyDictionary<string, byte[]>? Data { get; init; }

    /// <summary>
    /// Values by key as text: written only, the API server moves them into <see cref="Data"/>, and so does our reader.
    /// </summary>
    public IReadOnlyDictionary<string, string>? StringData { get; init; }

    /// <summary>Type, such as <c>Opaque</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Whether the values can change.</summary>
    public bool? Immutable { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"Secret {Metadata.NamespaceProperty}/{Metadata.Name}";
}
