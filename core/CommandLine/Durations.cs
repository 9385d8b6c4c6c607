using System.Globalization;

namespace K8sRouter.Core.CommandLine;

/// <summary>Lengths of time as people write them in flags: <c>500ms</c>, <c>90s</c>, <c>10m</c>, <c>1.5h</c>.</summary>
public static class Durations
{
    /// <summary>What one looks like, for messages.</summary>
    public const string Form = "write 500ms, 90s, 10m or 24h";

    /// <summary>
    /// Reads one: longer than nothing, and at most a million of its unit. False: it is none, such as a number without a unit,
    /// which one program would take for seconds and another for milliseconds.
    /// </summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        var (unit, suffix) = text switch
        {
            null => (TimeSpan.Zero, 0),
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (TimeSpan.FromMilliseconds(1), 2),
            _ when text.EndsWith('s') => (TimeSpan.FromSeconds(1), 1),
            _ when text.EndsWith('m') => (TimeSpan.FromMinutes(1), 1),
            _ when text.EndsWith('h') => (TimeSpan.FromHours(1), 1),
            _ => (TimeSpan.Zero, 0),
        };
        if (suffix == 0
            || !double.TryParse(
                text.AsSpan()[..^suffix], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            || value is not (> 0 and <= 1e6))
            return false;
        duration = unit * value;
        return duration > TimeSpan.Zero;
    }
}
