namespace K8sRouter.Core.Configuration;

/// <summary>A model as callers see it, whoever serves it.</summary>
public sealed record ModelEntry
{
    /// <summary><c>author/slug</c>, as callers write it.</summary>
    public required string Name { get; init; }

    /// <summary>The dated name under which generations are recorded; <see cref="Name"/> where the provider states none.</summary>
    public required string CanonicalSlug { get; init; }

    /// <summary>Name shown to people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>A sentence about the model.</summary>
    public string? Description { get; init; }

    /// <summary>Unix seconds when the model appeared; 0: not stated.</summary>
    public long Created { get; init; }

    /// <summary>Accepted input: <c>text</c>, <c>image</c>, <c>file</c>, <c>audio</c>, <c>video</c>.</summary>
    public IReadOnlyList<string> InputModalities { get; init; } = ["text"];

    /// <summary>Produced output: <c>text</c>, <c>image</c>, <c>embeddings</c>, <c>audio</c>.</summary>
    public IReadOnlyList<string> OutputModalities { get; init; } = ["text"];
}
