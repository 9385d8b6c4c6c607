using System.Globalization;

namespace K8sRouter.Operator.Commands.Logs;

/// <summary>An instant as people write it: itself, a date (its first moment in UTC), or how long ago.</summary>
internal static class InstantArgument
{
    private static readonly string[] InstantForms =
        ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK"];

    /// <summary>The instant; null: the flag wasn't given.</summary>
    /// <exception cref="CommandException">It can't be read.</exception>
    private static DateTimeOffset? Parse(string flag, string? text, DateTimeOffset now) =>
        text is null ? null : Date(text) ?? Instant(text) ?? Ago(text, now) ?? throw CommandException.Usage(
            $"{flag} '{text}' is neither an instant (2026-11-20T15:00:00Z), nor a date (2026-11-20), nor a duration "
            + "(90m, 2h, 7d).");

    /// <summary>What <c>--since</c> and <c>--until</c> say.</summary>
    /// <exception cref="CommandException">One can't be read, or nothing lies between them.</exception>
    public static (DateTimeOffset? From, DateTimeOffset? To) Range(string? since, string? until, DateTimeOffset now)
    {
        var from = Parse("--since", since, now);
        var to = Parse("--until", until, now);
        return from >= to
            ? throw CommandException.Usage(
                $"--since ({Instants.Text(from.Value)}) isn't before --until ({Instants.Text(to.Value)}).")
            : (from, to);
    }

    /// <summary>The first moment of a date, in UTC; null: it isn't one.</summary>
    public static DateTimeOffset? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero)
            : null;

    private static DateTimeOffset? Instant(string text) =>
        DateTimeOffset.TryParseExact(
            text, InstantForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant.ToUniversalTime()
            : null;

    private static DateTimeOffset? Ago(string text, DateTimeOffset now)
    {
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        double? seconds = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            'w' => 604_800,
            _ => null,
        };
        var ago = seconds * number;
        return ago is null ? null
            : ago < (now - DateTimeOffset.UnixEpoch).TotalSeconds ? now.AddSeconds(-ago.Value)
            : DateTimeOffset.UnixEpoch;
    }
}
