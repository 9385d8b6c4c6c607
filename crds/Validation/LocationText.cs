using K8sRouter.Core.DataPolicies;
using K8sRouter.Core.Destinations.Locations;

namespace K8sRouter.Crds.Validation;

/// <summary>Says what a declared location contradicts.</summary>
public static class LocationText
{
    /// <summary>What <c>spec.location</c> must be, as a sentence's end: <c>must fit what is known: ...</c>.</summary>
    /// <param name="known">The place that lies elsewhere.</param>
    /// <param name="configured">Whether the field that names it is set; false: it is the field's default.</param>
    public static string Contradiction(KnownLocation known, bool configured)
    {
        var (where, fix) = known.Region switch
        {
            Regions.Europe => ("in Europe", "declare location: Europe"),
            Regions.Us => ("in the US", "declare location: Us"),
            _ => ("neither in Europe nor in the US", "declare location: Global"),
        };
        var origin = configured ? "" : $", the default of {known.Field},";
        return $"must be where the destination is: {known.Place}{origin} lies {where}; {fix}, or name another {known.Field}";
    }
}
