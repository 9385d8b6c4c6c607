namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>How a patch is applied.</summary>
internal sealed record PatchOptions
{
    /// <summary>Who owns the fields.</summary>
    public required string FieldManager { get; init; }

    /// <summary>Take fields over that another manager owns; for server-side apply.</summary>
    public bool Force { get; init; }

    /// <summary><c>status</c>; null: the object itself.</summary>
    public string? Subresource { get; init; }
}
