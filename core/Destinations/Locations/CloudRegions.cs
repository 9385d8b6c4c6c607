using System.Text.RegularExpressions;
using K8sRouter.Core.DataPolicies;

namespace K8sRouter.Core.Destinations.Locations;

/// <summary>
/// Where the regions of AWS, Google Cloud and Azure lie. Europe is the EU and the EEA: London and Zurich, whatever their
/// regions are called, are in neither.
/// </summary>
internal static partial class CloudRegions
{
    private static readonly HashSet<string> AmazonEurope = new(StringComparer.Ordinal)
    {
        "eu-west-1", "eu-west-3", "eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eusc-de-east-1",
    };

    private static readonly HashSet<string> GoogleOutsideEurope = new(StringComparer.Ordinal) { "europe-west2", "europe-west6" };

    private static readonly HashSet<string> AzureEurope = new(StringComparer.Ordinal)
    {
        "westeurope", "northeurope", "germanywestcentral", "germanynorth", "francecentral", "francesouth", "swedencentral",
        "swedensouth", "norwayeast", "norwaywest", "italynorth", "polandcentral", "spaincentral", "austriaeast", "belgiumcentral",
        "denmarkeast",
    };

    private static readonly HashSet<string> AzureUs = new(StringComparer.Ordinal)
    {
        "eastus", "eastus2", "centralus", "northcentralus", "southcentralus", "westus", "westus2", "westus3", "westcentralus",
        "usgovvirginia", "usgovarizona", "usgovtexas",
    };

    private static readonly HashSet<string> AzureElsewhere = new(StringComparer.Ordinal)
    {
        "uksouth", "ukwest", "switzerlandnorth", "switzerlandwest", "canadacentral", "canadaeast", "japaneast", "japanwest",
        "australiaeast", "southeastasia", "eastasia", "centralindia", "brazilsouth", "uaenorth",
    };

    /// <summary>
    /// One of <see cref="Regions"/>, <see cref="Regions.Global"/> for what is neither; null: not the name of a region.
    /// </summary>
    /// <param name="name">Such as <c>eu-west-1</c>, <c>europe-west4</c>, <c>westeurope</c> or <c>west-europe</c>.</param>
    public static string? Find(string name)
    {
        if (AmazonEurope.Contains(name))
            return Regions.Europe;
        string azure = name.Replace("-", "", StringComparison.Ordinal);
        if (AzureEurope.Contains(azure))
            return Regions.Europe;
        if (AzureUs.Contains(azure))
            return Regions.Us;
        if (AzureElsewhere.Contains(azure) || GoogleOutsideEurope.Contains(name))
            return Regions.Global;
        // us-east-1 and us-gov-west-1 are Amazon's, us-east1 Google's: both say in the first word where it is.
        if (!Amazon().IsMatch(name) && !Google().IsMatch(name))
            return null;
        if (name.StartsWith("us-", StringComparison.Ordinal))
            return Regions.Us;
        return name.StartsWith("europe-", StringComparison.Ordinal) ? Regions.Europe : Regions.Global;
    }

    [GeneratedRegex($@"^(us|us-gov|af|ap|ca|cn|eu|il|me|mx|sa)-{Direction}-[0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Amazon();

    [GeneratedRegex(
        $@"^(us|europe|asia|australia|northamerica|southamerica|me|africa)-{Direction}[0-9]{{1,2}}\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Google();

    private const string Direction = "(north|south|east|west|central|northeast|southeast|northwest|southwest)";
}
