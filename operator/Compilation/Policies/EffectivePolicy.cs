using CoreRegions = K8sRouter.Core.DataPolicies.Regions;

namespace K8sRouter.Operator.Compilation.Policies;

/// <summary>The floor and the workspace's policy merged, as far as they decide which endpoints may be used.</summary>
internal sealed class EffectivePolicy(PolicyLevels levels)
{
    public PolicyLevels Levels { get; } = levels;

    public Decided<bool?> PaidTraining { get; } = PolicyFields.PaidTraining.Merge(levels);

    public Decided<bool?> FreeTraining { get; } = PolicyFields.FreeTraining.Merge(levels);

    public Decided<bool?> FreePublication { get; } = PolicyFields.FreePublication.Merge(levels);

    public Decided<bool?> ZeroDataRetention { get; } = PolicyFields.ZeroDataRetention.Merge(levels);

    public IReadOnlyList<Decided<IReadOnlyList<string>>> ZeroDataRetentionAuthors { get; } =
        PolicyFields.ZeroDataRetentionAuthors.Merge(levels);

    public Decided<int?> MaxRetentionDays { get; } = PolicyFields.MaxRetentionDays.Merge(levels);

    public IReadOnlyList<Decided<IReadOnlyList<string>>> Regions { get; } = PolicyFields.Regions.Merge(levels);

    public IReadOnlyList<Decided<IReadOnlyList<string>>> AllowedProviders { get; } = PolicyFields.AllowedProviders.Merge(levels);

    public IReadOnlyList<Decided<IReadOnlyList<string>>> IgnoredProviders { get; } = PolicyFields.IgnoredProviders.Merge(levels);

    public IReadOnlyList<Decided<IReadOnlyList<string>>> AllowedModels { get; } = PolicyFields.AllowedModels.Merge(levels);

    public IReadOnlyList<Decided<IReadOnlyList<string>>> IgnoredModels { get; } = PolicyFields.IgnoredModels.Merge(levels);

    /// <summary>
    /// The region that the workspace is in. Where the levels demand two that exclude each other, nothing is allowed anyway, and
    /// the floor's names the place.
    /// </summary>
    public string Region { get; } =
        PolicyFields.Regions.Merge(levels).SelectMany(level => level.Value).FirstOrDefault(region => region != CoreRegions.Global)
        ?? CoreRegions.Global;

    /// <summary>
    /// Whether something that lies in <paramref name="region"/> (null: nowhere declared) meets every level's demand.
    /// </summary>
    public bool IsInRegion(string? region) => WhoRefusesRegion(region) is null;

    /// <summary>
    /// The level whose region something in <paramref name="region"/> doesn't meet, and that region; null: none.
    /// </summary>
    public Decided<string>? WhoRefusesRegion(string? region) =>
        Regions.Where(level => !CoreRegions.Satisfies(region ?? CoreRegions.Global, level.Value[0]))
            .Select(level => new Decided<string>(level.Value[0], level.By))
            .FirstOrDefault();
}
