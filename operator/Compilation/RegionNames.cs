using K8sRouter.Crds.References;
using CoreRegions = K8sRouter.Core.DataPolicies.Regions;

namespace K8sRouter.Operator.Compilation;

/// <summary>Translates the resources' regions into those of the configuration.</summary>
internal static class RegionNames
{
    public static string Of(DataRegion region) => region switch
    {
        DataRegion.Europe => CoreRegions.Europe,
        DataRegion.Us => CoreRegions.Us,
        _ => CoreRegions.Global,
    };
}
