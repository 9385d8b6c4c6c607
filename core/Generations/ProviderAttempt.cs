namespace K8sRouter.Core.Generations;

/// <summary>One call to one endpoint.</summary>
public sealed record ProviderAttempt
{
    /// <summary>Endpoint that was tried.</summary>
    public required string EndpointId { get; init; }

    /// <summary>Name of the provider.</summary>
    public required string ProviderName { get; init; }

    /// <summary>Slug of the provider.</summary>
    public required string ProviderSlug { get; init; }

    /// <summary>Canonical name of the model.</summary>
    public required string ModelPermaslug { get; init; }

    /// <summary>The provider's status; null: it gave none (no connection, timeout), or the attempt was skipped.</summary>
    public int? Status { get; init; }

    /// <summary>Why it didn't serve: one of <see cref="AttemptFailures"/>; null: it did.</summary>
    public string? Failure { get; init; }

    /// <summary>Milliseconds until the provider's headers, or until it failed.</summary>
    public double Latency { get; init; }

    /// <summary>Whether the workspace's own key was used.</summary>
    public bool IsByok { get; init; }

    /// <summary>The provider's id of the answer.</summary>
    public string? UpstreamId { get; init; }
}
