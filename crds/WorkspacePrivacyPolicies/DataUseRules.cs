using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>
/// Use of the content by the platform, for a lower price. Independent of logging: neither its sampling nor its keys apply. Calls
/// that ask for zero data retention are left out, and have no discount.
/// </summary>
public sealed record DataUseRules
{
    /// <summary>Whether the platform may use prompts and completions. Absent: no opinion; in the end, false.</summary>
    public bool? Enabled { get; init; }

    /// <summary>
    /// Share of the price that is saved by calls whose content is taken, from 0 to 1, as a decimal in text: it lowers
    /// <c>usage</c>, never <c>total_cost</c>. Absent: no opinion; in the end, 0. Example: <c>"0.01"</c>.
    /// </summary>
    [Price]
    [ValidationRule("double(self) <= 1.0", RuleMessages.MoreThanAll)]
    public string? Discount { get; init; }

    /// <summary>
    /// Where that content is kept, with a record of each call; another bucket or prefix than the other stores'. In a workspace in
    /// Europe or Us it must be declared to lie there. Absent or null: nowhere, and then nothing is used.
    /// </summary>
    public RecordStore? Store { get; init; }
}
