using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>Which content a store may hold by its declared location: content of a region stays in it.</summary>
internal static class StoreRegions
{
    /// <param name="store">The store; null: the sidecar's own folder, whose location nobody has declared.</param>
    /// <param name="region">Region of the workspace, when the content was captured or now.</param>
    public static bool MayHold(StoreSettings? store, string region) =>
        Regions.Satisfies(store?.Location ?? Regions.Global, region);
}
