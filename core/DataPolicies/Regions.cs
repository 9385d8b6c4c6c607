namespace K8sRouter.Core.DataPolicies;

/// <summary>Regions in the API's meaning, and how an endpoint's follows from its datacenters.</summary>
public static class Regions
{
    /// <summary>Anywhere.</summary>
    public const string Global = "global";

    /// <summary>The European Union or the European Economic Area alone.</summary>
    public const string Europe = "europe";

    /// <summary>The United States alone.</summary>
    public const string Us = "us";

    /// <summary>The 27 members of the EU and the 3 other members of the EEA, ISO 3166-1 alpha-2.</summary>
    private static readonly HashSet<string> EuropeanEconomicArea = new(StringComparer.OrdinalIgnoreCase)
    {
        "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU",
        "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO",
    };

    /// <summary>
    /// <see cref="Europe"/> if every datacenter lies in the EU or EEA, <see cref="Us"/> if every one lies in the US, else
    /// <see cref="Global"/>; no known datacenter is <see cref="Global"/> too.
    /// </summary>
    /// <param name="datacenters">ISO 3166-1 alpha-2 countries.</param>
    public static string Of(IReadOnlyCollection<string> datacenters)
    {
        if (datacenters.Count == 0)
            return Global;
        if (datacenters.All(EuropeanEconomicArea.Contains))
            return Europe;
        return datacenters.All(country => string.Equals(country, "US", StringComparison.OrdinalIgnoreCase)) ? Us : Global;
    }

    /// <summary>
    /// Whether something that runs in <paramref name="actual"/> satisfies a demand for <paramref name="demanded"/>.
    /// </summary>
    public static bool Satisfies(string actual, string demanded) => demanded == Global || actual == demanded;
}
