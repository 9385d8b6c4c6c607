using K8sRouter.Core.CommandLine;

namespace K8sRouter.Operator.Commands.Destinations;

/// <summary>A time to wait as people write it.</summary>
internal static class TimeoutArgument
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <exception cref="CommandException">It isn't one, or is out of bounds.</exception>
    public static TimeSpan Parse(string flag, string text)
    {
        if (Durations.TryParse(text, out var time) && time >= Shortest && time <= Longest)
            return time;
        throw CommandException.Usage($"{flag} '{text}' isn't a time from 1ms to 10m, such as 500ms, 10s or 1m.");
    }
}
