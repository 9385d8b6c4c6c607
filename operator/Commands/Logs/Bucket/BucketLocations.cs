using K8sRouter.Core.DataPolicies;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>
/// Where the locations of Google Cloud Storage lie. By country, so that one rule decides for providers and for buckets what
/// Europe is: London and Zurich aren't in the EU or the EEA.
/// </summary>
internal static class BucketLocations
{
    private static readonly Dictionary<string, string[]> Countries = new(StringComparer.OrdinalIgnoreCase)
    {
        // Multi-regions. Google keeps EU within member states: neither London nor Zurich is a part of it.
        ["EU"] = ["DE", "NL", "BE", "FI"],
        ["US"] = ["US"],
        // Dual-regions with names of their own.
        ["EUR4"] = ["FI", "NL"],
        ["EUR5"] = ["BE", "GB"],
        ["EUR7"] = ["GB", "DE"],
        ["EUR8"] = ["DE", "CH"],
        ["NAM4"] = ["US"],
        // Regions.
        ["EUROPE-CENTRAL2"] = ["PL"],
        ["EUROPE-NORTH1"] = ["FI"],
        ["EUROPE-NORTH2"] = ["SE"],
        ["EUROPE-SOUTHWEST1"] = ["ES"],
        ["EUROPE-WEST1"] = ["BE"],
        ["EUROPE-WEST2"] = ["GB"],
        ["EUROPE-WEST3"] = ["DE"],
        ["EUROPE-WEST4"] = ["NL"],
        ["EUROPE-WEST6"] = ["CH"],
        ["EUROPE-WEST8"] = ["IT"],
        ["EUROPE-WEST9"] = ["FR"],
        ["EUROPE-WEST10"] = ["DE"],
        ["EUROPE-WEST12"] = ["IT"],
    };

    /// <summary>
    /// The region, one of <see cref="Regions"/>. A location that isn't known counts as <see cref="Regions.Global"/>: nothing is
    /// promised of it.
    /// </summary>
    /// <param name="location">Of the bucket, such as <c>EU</c> or <c>EUROPE-WEST4</c>.</param>
    /// <param name="parts">The regions of a configurable dual-region, which is named after its continent; empty: none.</param>
    public static string RegionOf(string location, IReadOnlyList<string> parts)
    {
        string[][] countries = [.. (parts.Count > 0 ? parts : [location]).Select(CountriesOf)];
        return countries.Any(known => known.Length == 0)
            ? Regions.Global
            : Regions.Of([.. countries.SelectMany(known => known)]);
    }

    private static string[] CountriesOf(string location) =>
        Countries.TryGetValue(location, out var known) ? known
        : location.StartsWith("US-", StringComparison.OrdinalIgnoreCase) ? ["US"]
        : [];
}
