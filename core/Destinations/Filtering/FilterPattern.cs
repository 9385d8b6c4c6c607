using System.Text.RegularExpressions;

namespace K8sRouter.Core.Destinations.Filtering;

/// <summary>
/// Regular expressions of filter rules: .NET's, by its engine whose time grows with the length of the text alone. Rules run over
/// every trace, beside somebody's workload: an expression that can take exponential time is none. That engine knows no
/// backreferences, no look-around, no atomic groups, and refuses expressions of more than 10,000 states.
/// </summary>
public static class FilterPattern
{
    /// <summary>Most characters of an expression.</summary>
    public const int MaxLength = 1024;

    /// <summary>
    /// Many states over a long prompt can still take seconds. A rule that takes longer isn't decided, and the trace isn't sent.
    /// </summary>
    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>Compiles an expression.</summary>
    /// <param name="pattern">The expression; upper and lower case are apart unless it says <c>(?i)</c>.</param>
    /// <param name="fault">What it must be, where it isn't; null: it was compiled.</param>
    public static Regex? Compile(string pattern, out string? fault)
    {
        fault = null;
        try
        {
            if (pattern.Length <= MaxLength)
                return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Timeout);
            fault = $"must be a regular expression of at most {MaxLength} characters";
        }
        catch (NotSupportedException)
        {
            fault = "must be a regular expression of .NET's linear-time engine (NonBacktracking): without backreferences, "
                + "look-around and atomic groups, and with small counts of repetition";
        }
        catch (ArgumentException)
        {
            fault = "must be a regular expression of .NET's linear-time engine (NonBacktracking)";
        }
        return null;
    }
}
