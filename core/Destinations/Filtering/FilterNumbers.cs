using System.Globalization;

namespace K8sRouter.Core.Destinations.Filtering;

/// <summary>Numbers in the values of filter rules, which are text: <c>0.10</c>, <c>1000</c>, <c>1e-6</c>.</summary>
public static class FilterNumbers
{
    /// <summary>Reads one, by the same rules everywhere; false: it is none.</summary>
    public static bool TryParse(string? text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
