using System.Globalization;
using System.Net.Http.Headers;

namespace K8sRouter.Sidecar.Forwarding;

/// <summary>How long a provider asks to be left alone, in all the ways that providers say it.</summary>
internal static class RetryAfter
{
    private const double MaxSeconds = 86_400;

    /// <summary>Whole seconds, rounded up, a day at most; null: it doesn't say.</summary>
    public static int? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        // The one with the finer unit is the one that its senders mean.
        if (Value(headers, "retry-after-ms") is { } milliseconds && Number(milliseconds) is { } count)
            return Ceiling(count / 1000);
        if (Value(headers, "Retry-After") is not { } value)
            return null;
        if (Number(value) is { } seconds)
            return Ceiling(seconds);
        return DateTimeOffset.TryParse(
            value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var date)
            ? Ceiling((date - now).TotalSeconds)
            : null;
    }

    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.First().Trim() : null;

    private static double? Number(string text) =>
        double.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number)
            ? number
            : null;

    private static int Ceiling(double seconds) => (int)Math.Ceiling(Math.Clamp(seconds, 0, MaxSeconds));
}
