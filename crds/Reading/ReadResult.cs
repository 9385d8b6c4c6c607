using K8sRouter.Crds.Validation;

namespace K8sRouter.Crds.Reading;

/// <summary>What a file holds.</summary>
public sealed record ReadResult
{
    /// <summary>Resources in the order of the file, valid or not.</summary>
    public required IReadOnlyList<LoadedResource> Resources { get; init; }

    /// <summary>
    /// What couldn't be read: errors, and a notice for each document of a kind that isn't ours. What was read is checked by
    /// the <see cref="ResourceValidator"/>.
    /// </summary>
    public required IReadOnlyList<FieldProblem> Problems { get; init; }
}
