namespace K8sRouter.Core.Configuration;

/// <summary>A workspace's API key, by hash alone.</summary>
public sealed record ApiKeyEntry
{
    /// <summary>Name of the Secret it came from.</summary>
    public required string Name { get; init; }

    /// <summary>Lowercase hex SHA-256 of the key without one trailing newline.</summary>
    public required string Hash { get; init; }

    /// <summary>True where the Secret is labelled <c>k8srouter.io/role: admin</c>.</summary>
    public bool Administrator { get; init; }
}
