namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>One call of the API.</summary>
internal sealed record KubernetesRequest
{
    /// <summary>The call in words, for errors: <c>patch configmaps "team-a/k8srouter-config"</c>.</summary>
    public required string Description { get; init; }

    /// <summary>Sends it.</summary>
    public required ApiCall SendAsync { get; init; }

    /// <summary>Whether the server's words may quote a secret, so that errors don't repeat them.</summary>
    public bool HoldsSecrets { get; init; }

    /// <summary>The object that is asked for; null: none in particular.</summary>
    public string? Name { get; init; }

    /// <summary>Path and content aren't shown.</summary>
    public override string ToString() => Description;
}
