using System.Globalization;

namespace K8sRouter.Operator.Commands.Logs;

/// <summary>Numbers for people.</summary>
internal static class Amounts
{
    /// <summary>Such as <c>12,345</c>.</summary>
    public static string Count(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>1 object</c> or <c>2,000 objects</c>.</summary>
    public static string Count(long number, string noun) => number == 1 ? $"1 {noun}" : $"{Count(number)} {noun}s";

    /// <summary>Such as <c>1.5 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        if (bytes < 1024)
            return $"{bytes} B";
        var (value, unit) = (bytes / 1024.0, 0);
        for (; value >= 1024 && unit < 3; unit++)
            value /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {"KMGT"[unit]}iB");
    }

    /// <summary>US dollars without needless digits.</summary>
    public static string Dollars(decimal dollars) => "$" + dollars.ToString("0.00########", CultureInfo.InvariantCulture);
}
