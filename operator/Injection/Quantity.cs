using System.Globalization;

namespace K8sRouter.Operator.Injection;

/// <summary>An amount as Kubernetes writes it: <c>100m</c>, <c>1Gi</c>, <c>1.5</c>, <c>2e3</c>.</summary>
internal static class Quantity
{
    private const int LongestText = 40;

    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50), ("Ei", 1L << 60),
        ("n", 1e-9m), ("u", 1e-6m), ("m", 1e-3m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m), ("E", 1e18m),
    ];

    /// <summary>Reads one. False: it is none, or less than nothing, or beyond all reason.</summary>
    public static bool TryParse(string? text, out decimal amount)
    {
        amount = 0;
        if (text is not { Length: > 0 and <= LongestText })
            return false;
        var (number, factor) = (text, 1m);
        foreach (var (suffix, size) in Suffixes)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                (number, factor) = (text[..^suffix.Length], size);
                break;
            }
        }
        // An exponent stands in the place of a suffix.
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        var style = number.Length == text.Length ? Plain | NumberStyles.AllowExponent : Plain;
        if (number.Length == 0 || !decimal.TryParse(number, style, CultureInfo.InvariantCulture, out var value) || value < 0)
            return false;
        try
        {
            amount = value * factor;
            return amount <= long.MaxValue;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    /// <summary>What is known to be one.</summary>
    public static decimal Of(string text) =>
        TryParse(text, out var amount) ? amount : throw new FormatException("Not a quantity.");
}
