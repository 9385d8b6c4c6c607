namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Whose a token is.</summary>
internal sealed record V1TokenReviewStatus
{
    /// <summary>Whether the token is good.</summary>
    public bool Authenticated { get; init; }

    /// <summary>Whose it is.</summary>
    public V1UserInfo? User { get; init; }

    /// <summary>Which of the audiences that were asked for it is meant for.</summary>
    public IReadOnlyList<string>? Audiences { get; init; }

    /// <summary>Why it couldn't be judged.</summary>
    public string? Error { get; init; }
}
