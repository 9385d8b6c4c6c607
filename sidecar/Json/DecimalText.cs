using System.Globalization;

namespace K8sRouter.Sidecar.Json;

/// <summary>Decimals as the API writes prices: plain digits, no exponent, no trailing zeros.</summary>
internal static class DecimalText
{
    // Dividing by a one with 28 decimals drops the trailing zeros that a decimal otherwise keeps.
    private const decimal One = 1.0000000000000000000000000000m;

    public static string Format(decimal value) => (value / One).ToString(CultureInfo.InvariantCulture);

    /// <summary>The same as UTF-8, into memory of the caller's: 40 bytes hold every decimal.</summary>
    public static ReadOnlySpan<byte> Format(decimal value, Span<byte> target)
    {
        (value / One).TryFormat(target, out int written, provider: CultureInfo.InvariantCulture);
        return target[..written];
    }
}
