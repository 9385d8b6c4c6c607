using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using K8sRouter.Core.CommandLine;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>The kinds of settings: a flag each, and the environment variable of its name for where it isn't given.</summary>
internal static class Settings
{
    public static Option<string> Text(string name, string description, string? initial) => new("--" + name)
    {
        Description = description,
        DefaultValueFactory = result => FromEnvironment(name) ?? initial ?? "",
    };

    public static Option<long> Number(string name, string description, long initial, long min, long max)
    {
        var option = new Option<long>("--" + name)
        {
            Description = description,
            DefaultValueFactory = result => FromEnvironment(name) is { } text ? ParseNumber(result, text) : initial,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0 && FromEnvironment(name) is null)
                return;
            long value = result.GetValueOrDefault<long>();
            if (value < min || value > max)
                result.AddError($"--{name}: {value} is out of range, {min} to {max} are possible.");
        });
        return option;
    }

    public static Option<long?> Size(string name, string description) => new("--" + name)
    {
        Description = description + " Such as 500Mi, 2Gi or 500000000.",
        HelpName = "size",
        DefaultValueFactory = result => FromEnvironment(name) is { } text ? ParseSize(result, text) : null,
        CustomParser = result => ParseSize(result, result.Tokens[0].Value),
    };

    public static Option<TimeSpan> Seconds(string name, string description, TimeSpan initial) => new("--" + name)
    {
        Description = description + " Such as 90s, 500ms, 10m or 24h.",
        HelpName = "duration",
        DefaultValueFactory = result => FromEnvironment(name) is { } text ? ParseDuration(result, text) : initial,
        CustomParser = result => ParseDuration(result, result.Tokens[0].Value),
    };

    /// <summary>As <see cref="Seconds"/>; <c>0s</c> is possible too.</summary>
    public static Option<TimeSpan> SecondsOrNone(string name, string description) => new("--" + name)
    {
        Description = description + " Such as 5s or 500ms; 0s: not at all.",
        HelpName = "duration",
        DefaultValueFactory = result =>
            FromEnvironment(name) is { } text && !IsNone(text) ? ParseDuration(result, text) : TimeSpan.Zero,
        CustomParser = result =>
            IsNone(result.Tokens[0].Value) ? TimeSpan.Zero : ParseDuration(result, result.Tokens[0].Value),
    };

    private static bool IsNone(string text) => text is "0" or "0s" or "0ms";

    private static long ParseNumber(ArgumentResult result, string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
            return value;
        result.AddError($"'{text}' is no whole number.");
        return 0;
    }

    private static long? ParseSize(ArgumentResult result, string text)
    {
        var (digits, unit) = text switch
        {
            _ when text.EndsWith("Ki", StringComparison.Ordinal) => (text[..^2], 1L << 10),
            _ when text.EndsWith("Mi", StringComparison.Ordinal) => (text[..^2], 1L << 20),
            _ when text.EndsWith("Gi", StringComparison.Ordinal) => (text[..^2], 1L << 30),
            _ => (text, 1L),
        };
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= (1L << 50) / unit)
            return value * unit;
        result.AddError($"'{text}' is no size: write 500Mi, 2Gi or a number of bytes.");
        return null;
    }

    private static TimeSpan ParseDuration(ArgumentResult result, string text)
    {
        if (Durations.TryParse(text, out var duration))
            return duration;
        result.AddError($"'{text}' is no duration: {Durations.Form}.");
        return TimeSpan.Zero;
    }

    private static string? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable("K8SROUTER_" + name.ToUpperInvariant()
            .Replace('-', '_')) is { Length: > 0 } value ? value : null;
}
