using System.Text;
using System.Text.RegularExpressions;

namespace K8sRouter.Crds.Validation;

/// <summary>
/// The validator's problems with an ObservabilityDestination as the management API words a 400: <c>path: message</c>, joined by
/// <c>; </c>, with the API's own names for the fields.
/// </summary>
public static partial class DestinationApiErrors
{
    private const string ConfigurationPrefix = "Invalid configuration: Invalid configuration: ";
    private const string MissingText = "Invalid input: expected string, received undefined";

    /// <summary>Fields that the API calls by another name than the resource, without <c>spec.</c>.</summary>
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["displayName"] = "name",
        ["contentMode"] = "privacy_mode",
        ["include.cost"] = "broadcast_generation_cost",
        ["include.identity"] = "broadcast_generation_identity",
        ["include.requestContext"] = "broadcast_generation_request_context",
    };

    /// <summary>
    /// The error's message; null: there is no error. The request's own fields come first, as the API looks at the type's
    /// configuration only in a request that is in order.
    /// </summary>
    /// <param name="problems">What the validator says of one destination; warnings are passed over.</param>
    public static string? Message(IEnumerable<FieldProblem> problems)
    {
        var errors = problems.Where(problem => problem.Severity == ProblemSeverity.Error).ToList();
        var request = errors.Where(problem => ConfigurationField(problem.Path) is null).ToList();
        if (request.Count > 0)
            return string.Join("; ", request.Select(problem => $"{RequestField(problem.Path)}: {Text(problem)}"));
        return errors.Count == 0
            ? null
            : ConfigurationPrefix
            + string.Join("; ", errors.Select(problem => $"{ConfigurationField(problem.Path)}: {ConfigurationText(problem)}"));
    }

    /// <summary>Name of the type's field; null: the path isn't one of those.</summary>
    private static string? ConfigurationField(string path)
    {
        var match = ConfigurationPath().Match(path);
        return match.Success ? match.Groups["name"].Value : null;
    }

    private static string ConfigurationText(FieldProblem problem) =>
        problem.Reason == ProblemReason.Required ? MissingText : Text(problem);

    private static string Text(FieldProblem problem)
    {
        if (problem.Reason != ProblemReason.UnknownField)
            return problem.Message;
        // The validator's sentence holds the resource's path, which a caller of the API never wrote.
        var hint = problem.Message.IndexOf(" (", StringComparison.Ordinal);
        return "Unrecognized key" + (hint < 0 ? "" : problem.Message[hint..]);
    }

    private static string RequestField(string path)
    {
        var field = path.StartsWith("spec.", StringComparison.Ordinal) ? path["spec.".Length..] : path;
        if (Renamed.TryGetValue(field, out var name))
            return name;
        var snake = new StringBuilder(field.Length + 8);
        foreach (var c in field)
        {
            if (char.IsAsciiLetterUpper(c))
                snake.Append('_').Append(char.ToLowerInvariant(c));
            else if (c is not ']')
                snake.Append(c == '[' ? '.' : c);
        }
        return snake.ToString();
    }

    [GeneratedRegex(@"^spec\.(config|secretConfig)(\.(?<name>[^.\[\]]+)|\[(?<name>[^\]]*[^\]0-9][^\]]*)\])$")]
    private static partial Regex ConfigurationPath();
}
