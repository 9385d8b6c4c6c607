namespace K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

/// <summary>A role and who has it.</summary>
public sealed record GcsIamBinding
{
    /// <summary>The role: <c>roles/storage.objectViewer</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Who has it: <c>serviceAccount:writer@project.iam.gserviceaccount.com</c>, <c>allUsers</c> ...</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Whether the grant holds under a condition only.</summary>
    public bool IsConditional { get; init; }
}
