namespace K8sRouter.Core.Destinations.Filtering;

/// <summary>
/// How filter rules compare. Text is compared by its characters, upper and lower case apart; numbers as numbers, so that 10
/// equals 10.0. What is unknown, or text without a character, doesn't exist. What each compares, and what it says of nothing:
/// <list type="table">
/// <listheader><term>operator</term><description>compares; where the field doesn't exist</description></listheader>
/// <item><term>equals</term><description>text, number; false</description></item>
/// <item><term>not_equals</term><description>text, number; true</description></item>
/// <item><term>contains</term><description>text; false</description></item>
/// <item><term>not_contains</term><description>text; true</description></item>
/// <item><term>regex</term><description>text, found anywhere in it; false</description></item>
/// <item><term>starts_with, ends_with</term><description>text; false</description></item>
/// <item><term>gt, lt, gte, lte</term><description>number; false</description></item>
/// <item><term>exists</term><description>text, number; false</description></item>
/// <item><term>not_exists</term><description>text, number; true</description></item>
/// </list>
/// </summary>
public static class FilterOperators
{
    /// <summary>The same text, or the same number.</summary>
    public const string EqualTo = "equals";

    /// <summary>Another one, or none.</summary>
    public const string NotEqualTo = "not_equals";

    /// <summary>The value stands somewhere in the text.</summary>
    public const string Contains = "contains";

    /// <summary>The value stands nowhere in the text, or there is no text.</summary>
    public const string NotContains = "not_contains";

    /// <summary>The expression is found somewhere in the text.</summary>
    public const string Regex = "regex";

    /// <summary>The text begins with the value.</summary>
    public const string StartsWith = "starts_with";

    /// <summary>The text ends with the value.</summary>
    public const string EndsWith = "ends_with";

    /// <summary>The number is greater.</summary>
    public const string Greater = "gt";

    /// <summary>The number is less.</summary>
    public const string Less = "lt";

    /// <summary>The number is greater or the same.</summary>
    public const string GreaterOrEqual = "gte";

    /// <summary>The number is less or the same.</summary>
    public const string LessOrEqual = "lte";

    /// <summary>The field is known and not empty.</summary>
    public const string Exists = "exists";

    /// <summary>It isn't.</summary>
    public const string NotExists = "not_exists";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        EqualTo, NotEqualTo, Contains, NotContains, Regex, StartsWith, EndsWith, Greater, Less, GreaterOrEqual, LessOrEqual,
        Exists, NotExists,
    ];

    /// <summary>Whether it compares with a value; <c>exists</c> and <c>not_exists</c> don't.</summary>
    public static bool TakesValue(string comparison) => comparison is not (Exists or NotExists);

    /// <summary>Whether it can be asked of a number.</summary>
    public static bool FitsNumbers(string comparison) => OrdersNumbers(comparison) || FitsBoth(comparison);

    /// <summary>Whether it can be asked of a text.</summary>
    public static bool FitsText(string comparison) => !OrdersNumbers(comparison);

    private static bool OrdersNumbers(string comparison) => comparison is Greater or Less or GreaterOrEqual or LessOrEqual;

    private static bool FitsBoth(string comparison) => comparison is EqualTo or NotEqualTo or Exists or NotExists;
}
