using System.Text.RegularExpressions;

namespace K8sRouter.Crds.Validation;

/// <summary>Words in braces within a template.</summary>
internal static partial class Placeholders
{
    /// <summary>The first placeholder that isn't known, or a brace that stands alone; null: there is none.</summary>
    public static string? FirstUnknown(string? template, params string[] known)
    {
        if (template is null)
            return null;
        foreach (Match match in Brace().Matches(template))
        {
            if (!known.Contains(match.Groups["name"].Value))
                return match.Value;
        }
        return null;
    }

    [GeneratedRegex(@"\{(?<name>[^{}]*)\}|[{}]")]
    private static partial Regex Brace();
}
