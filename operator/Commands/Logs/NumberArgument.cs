using System.Globalization;

namespace K8sRouter.Operator.Commands.Logs;

/// <summary>A whole number of the command line.</summary>
internal static class NumberArgument
{
    private const int MostDays = 36_500;

    /// <summary>Days; null: none are given.</summary>
    /// <exception cref="CommandException">It isn't a number, or is out of bounds.</exception>
    public static int? Days(string flag, string? text, int least) => text is null ? null : Parse(flag, text, least, MostDays);

    /// <exception cref="CommandException">It isn't one, or is out of bounds.</exception>
    public static int Parse(string flag, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw CommandException.Usage($"{flag} '{text}' isn't a whole number from {least} to {most}.");
}
