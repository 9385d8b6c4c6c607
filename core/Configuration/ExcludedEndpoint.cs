namespace K8sRouter.Core.Configuration;

/// <summary>An endpoint that the workspace's policy forbids, and everything that forbids it.</summary>
public sealed record ExcludedEndpoint
{
    /// <summary><c>provider/model</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the model, <c>author/slug</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Slug of the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Every rule that excludes it, not the first alone.</summary>
    public required IReadOnlyList<ExclusionReason> Reasons { get; init; }
}
