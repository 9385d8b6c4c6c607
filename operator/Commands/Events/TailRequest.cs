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

    public string? PasswordFile { get; init; }

    public string? WorkspaceId { get; init; }

    public bool Json { get; init; }
}
