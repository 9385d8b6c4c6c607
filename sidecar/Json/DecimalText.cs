using System.Globalization;

namespace K8sRouter.Sidecar.Json;

/// <summary>Decimals as the API writes prices: plain digits, no exponent, no trailing zeros.</summary>
internal static class DecimalText
{
    // Dividing by a one with 28 decimals drops the trailing zeros that a decimal otherwise keeps.
    private const decimal One = 1.0000000000000000000000000000m;

    public static string Format(decimal value) => (value / One).ToString(CultureInfo.InvariantCulture);
}
