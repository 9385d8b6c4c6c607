using System.Globalization;
using System.Text.RegularExpressions;

namespace K8sRouter.Operator.Commands.Destinations;

/// <summary>A time to wait as people write it.</summary>
internal static partial class TimeoutArgument
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <exception cref="CommandException">It isn't one, or is out of bounds.</exception>
    public static TimeSpan Parse(string flag, string text)
    {
        var parts = Form().Match(text);
        if (parts.Success)
        {
            var number = int.Parse(parts.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            var milliseconds = parts.Groups[2].Value switch { "ms" => 1L, "s" => 1000L, _ => 60_000L };
            var time = TimeSpan.FromMilliseconds(number * milliseconds);
            if (time > TimeSpan.Zero && time <= Longest)
                return time;
        }
        throw CommandException.Usage($"{flag} '{text}' isn't a time from 1ms to 10m, such as 500ms, 10s or 1m.");
    }

    [GeneratedRegex("^([0-9]{1,6})(ms|s|m)$")]
    private static partial Regex Form();
}
