using System.Globalization;
using System.Text;

namespace K8sRouter.Operator.Commands.Logs;

/// <summary>
/// Text of strangers for a person's screen: a prompt can hold sequences that move the cursor, retitle the window, or turn the
/// direction of writing.
/// </summary>
internal static class SafeText
{
    /// <summary>The text with its line ends and tabs; every other control character is spelled out.</summary>
    public static string Of(string text) => Spell(text, multiline: true);

    /// <summary>The text in one line.</summary>
    public static string Line(string text) => Spell(text, multiline: false);

    /// <summary>The text in one line of at most that many characters.</summary>
    public static string Cut(string text, int width)
    {
        var line = Line(text);
        return line.Length <= width ? line : line[..(width - 1)] + "…";
    }

    private static string Spell(string text, bool multiline)
    {
        if (!text.Any(c => IsUnsafe(c, multiline)))
            return text;
        var spelled = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (IsUnsafe(c, multiline))
                spelled.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                spelled.Append(c);
        }
        return spelled.ToString();
    }

    private static bool IsUnsafe(char c, bool multiline) =>
        char.IsControl(c) ? !multiline || c is not ('\n' or '\t')
        : c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
