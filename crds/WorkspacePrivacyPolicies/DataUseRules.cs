using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>Use of the content by the platform, for a lower price. Independent of logging.</summary>
public sealed record DataUseRules
{
    /// <summary>Whether the platform may use prompts and completions. Absent: no opinion; in the end, false.</summary>
    public bool? Enabled { get; init; }

    /// <summary>
    /// Share of the price that is saved, from 0 to 1, as a decimal in text. Absent: no opinion. Example: <c>"0.01"</c>.
    /// </summary>
    [Price]
    public string? Discount { get; init; }

    /// <summary>Where that content is kept. Absent or null: nowhere, and then nothing is used.</summary>
    [NullIsAbsent]
    public RecordStore? Store { get; init; }
}
