using System.Globalization;
using System.Text.RegularExpressions;

namespace K8sRouter.Crds.Validation;

/// <summary>What the schema can't say about one rule of a destination's filter.</summary>
internal static class FilterRuleChecks
{
    public static void Check(Field rule, ProblemList problems)
    {
        var (comparison, value) = (rule["operator"], rule["value"]);
        switch (comparison.Text)
        {
            case null:
                break;
            case "exists" or "not_exists":
                if (value.IsPresent)
                    problems.Forbidden(value.Path, $"{comparison.Text} compares with nothing");
                break;
            case var _ when !value.IsPresent:
                problems.Required(value.Path, $"{comparison.Text} compares with it");
                break;
            case "gt" or "lt" or "gte" or "lte":
                CheckNumbers(rule, problems);
                break;
            case "regex":
                if (value.Text is { } pattern && Fault(pattern) is { } fault)
                    problems.Invalid(value, fault);
                break;
        }
    }

    private static void CheckNumbers(Field rule, ProblemList problems)
    {
        if (rule["field"].Text is not (null or "total_cost" or "total_tokens" or "prompt_tokens" or "completion_tokens"))
            problems.Invalid(rule["operator"], $"must not compare numbers: {rule["field"].Text} is text");
        if (rule["value"].Text is { } text && !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            problems.Invalid(rule["value"], "must be a number in quotes");
    }

    /// <summary>Rules run on every trace: an expression that can take exponential time is none.</summary>
    private static string? Fault(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
            return null;
        }
        catch (NotSupportedException)
        {
            return "must be a regular expression without backreferences and look-around, so that it always ends in good time";
        }
        catch (ArgumentException)
        {
            return "must be a regular expression";
        }
    }
}
