using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>Zero data retention for the models of one author.</summary>
public sealed record AuthorRetentionRule
{
    /// <summary>The author: the part of a model's name before the slash. Example: <c>anthropic</c>.</summary>
    [Text(MaxLength = 100, Pattern = "^[a-z0-9][a-z0-9._-]*$", Must = "be a model's author, such as anthropic")]
    public required string Author { get; init; }

    /// <summary>Whether the author's models may only be used where nothing is kept.</summary>
    public required bool Required { get; init; }
}
