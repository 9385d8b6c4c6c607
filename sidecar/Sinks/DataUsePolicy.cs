using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// The opt-in that lets the platform use the content: rows and content of the generations that it applied to when they were
/// captured, as long as it is in force, in a store of its own.
/// </summary>
internal sealed class DataUsePolicy : ISegmentPolicy
{
    public static bool IsOn(RouterConfig config) => config.DataUse is { Enabled: true, Store: not null };

    /// <summary>Whether content is kept: switched on, and the store lies where the workspace does.</summary>
    public static bool KeepsContent(RouterConfig config) =>
        IsOn(config) && StoreRegions.MayHold(config.DataUse.Store, config.Workspace.Region);

    public SegmentTarget? TargetIn(RouterConfig config) => IsOn(config)
        ? new()
        {
            Rows = config.DataUse.Store,
            Content = config.DataUse.Store,
            KeepsContent = true,
            Rule = $"{config.Workspace.Region} {config.DataUse.Store!.Location ?? Regions.Global}",
        }
        : null;

    public bool Takes(GenerationRecord record, RouterConfig config) => MayStoreContent(record, config);

    public bool MayStoreContent(GenerationRecord record, RouterConfig config) =>
        record.ContentUsed
        && KeepsContent(config)
        && StoreRegions.MayHold(config.DataUse.Store, record.DataRegion);
}
