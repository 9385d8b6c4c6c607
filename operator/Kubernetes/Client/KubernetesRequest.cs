namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>One call of the API.</summary>
internal sealed record KubernetesRequest
{
    public required HttpMethod Method { get; init; }

    /// <summary>Path and query below the server's address.</summary>
    public required string Path { get; init; }

    /// <summary>The call in words, for errors: <c>patch configmaps "team-a/k8srouter-config"</c>.</summary>
    public required string Description { get; init; }

    /// <summary>In which form the answer is wanted.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>What is sent; null: nothing.</summary>
    public ReadOnlyMemory<byte>? Content { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>Whether the server's words may quote a secret, so that errors don't repeat them.</summary>
    public bool HoldsSecrets { get; init; }

    /// <summary>The object that is asked for; null: none in particular.</summary>
    public string? Name { get; init; }

    /// <summary>Path and content aren't shown.</summary>
    public override string ToString() => Description;
}
