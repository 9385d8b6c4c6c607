using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace K8sRouter.Crds.Reading;

/// <summary>
/// Types plain scalars as kubectl does, whose YAML reader still knows the words of YAML 1.1: <c>NO</c> is false there, also
/// where Norway was meant, and a folder must not mean one thing to us and another to the cluster. Dates stay text.
/// </summary>
internal static partial class YamlScalars
{
    public static JsonNode? ToJson(YamlScalar scalar)
    {
        if (scalar.Quoted)
            return JsonValue.Create(scalar.Text);
        switch (scalar.Text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
                return JsonValue.Create(true);
            case "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                return JsonValue.Create(false);
        }
        return Number(scalar.Text) ?? JsonValue.Create(scalar.Text);
    }

    private static JsonValue? Number(string text)
    {
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (Integer(plain) is { } integer)
            return JsonValue.Create(integer);
        if (!Float().IsMatch(plain))
            return null;
        if (decimal.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
        {
            var isWhole = decimal.Truncate(exact) == exact && Math.Abs(exact) < long.MaxValue;
            return isWhole ? JsonValue.Create((long)exact) : JsonValue.Create(exact);
        }
        var approximate = double.Parse(plain, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(approximate) ? JsonValue.Create(approximate) : null;
    }

    private static long? Integer(string text)
    {
        var digits = text.TrimStart('+', '-');
        if (text.Length - digits.Length > 1 || digits.Length == 0)
            return null;
        var magnitude = digits switch
        {
            ['0', 'x' or 'X', .. var hex] => Parse(hex, 16),
            ['0', 'b', .. var binary] => Parse(binary, 2),
            ['0', 'o', .. var octal] => Parse(octal, 8),
            ['0', .. var octal] when octal.Length > 0 => Parse(octal, 8),
            _ => Parse(digits, 10),
        };
        return text[0] == '-' ? -magnitude : magnitude;
    }

    private static long? Parse(string digits, int radix)
    {
        long value = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiHexDigit(c) || Convert.ToInt32(c.ToString(), 16) is var digit && digit >= radix)
                return null;
            if (value > (long.MaxValue - digit) / radix)
                return null;
            value = value * radix + digit;
        }
        return digits.Length == 0 ? null : value;
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Float();
}
