namespace K8sRouter.Operator.Commands.Events;

/// <summary>Whose events are followed, and how they are shown.</summary>
internal sealed record TailRequest
{
    /// <summary>Admin port of a sidecar.</summary>
    public required string Url { get; init; }

    public bool IsUrlGiven { get; init; }

    /// <summary>File with the token of that port; null: none is sent.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Host and port of a Redis server; null: the admin port is asked.</summary>
    public string? Redis { get; init; }

    public bool Tls { get; init; }

    public string? AuthorityFile { get; init; }

    /// <summary>User of Redis; null: <c>default</c>.</summary>
    public string? User { get; init; }

    public string? PasswordFile { get; init; }

    /// <summary>What names in Redis begin with; null: <c>k8srouter</c>.</summary>
    public string? Prefix { get; init; }

    public string? WorkspaceId { get; init; }

    public bool Json { get; init; }
}
