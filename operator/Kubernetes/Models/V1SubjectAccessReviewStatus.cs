namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Whether something is allowed.</summary>
internal sealed record V1SubjectAccessReviewStatus
{
    /// <summary>Whether it is.</summary>
    public bool Allowed { get; init; }

    /// <summary>Whether it is refused whatever else would allow it.</summary>
    public bool? Denied { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>What went wrong in judging.</summary>
    public string? EvaluationError { get; init; }
}
