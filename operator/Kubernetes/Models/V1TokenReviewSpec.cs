namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>A token to judge. Its text never shows it.</summary>
internal sealed record V1TokenReviewSpec
{
    /// <summary>The token.</summary>
    public required string Token { get; init; }

    /// <summary>For whom the token must be meant; null: for the API server.</summary>
    public IReadOnlyList<string>? Audiences { get; init; }

    public override string ToString() => nameof(V1TokenReviewSpec);
}
