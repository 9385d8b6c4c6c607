using K8sRouter.Core.Destinations.Filtering;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Validation;

/// <summary>What the schema can't say about one rule of a destination's filter.</summary>
internal static class FilterRuleChecks
{
    public static void Check(Field rule, string? contentMode, ProblemList problems)
    {
        var field = rule["field"];
        if (field.Text is { } name && FilterFields.IsContent(name) && contentMode is "None" or "Reference")
        {
            problems.Invalid(field, $"must not be content where contentMode is {contentMode}: the destination may not hold it, "
                + "so no rule can look at it; use contentMode: Full, or another field");
        }
        var (comparison, value) = (rule["operator"], rule["value"]);
        if (comparison.Text is not { } named || !FilterOperators.All.Contains(named))
            return;
        CheckFit(field, comparison, problems);
        if (!FilterOperators.TakesValue(named))
        {
            if (value.IsPresent)
                problems.Forbidden(value.Path, RuleMessages.FilterValueSurplus);
        }
        else if (!value.IsPresent || value.Text?.Length == 0)
        {
            problems.Required(value.Path, RuleMessages.FilterValueMissing);
        }
        else if (value.Text is { } text)
        {
            CheckValue(field, named, value, text, problems);
        }
    }

    private static void CheckFit(Field field, Field comparison, ProblemList problems)
    {
        if (field.Text is not { } name || !FilterFields.All.Contains(name))
            return;
        var number = FilterFields.IsNumber(name);
        if (number && !FilterOperators.FitsNumbers(comparison.Text!))
            Refuse($"must not look into text: {name} is a number", FilterOperators.FitsNumbers);
        else if (!number && !FilterOperators.FitsText(comparison.Text!))
            Refuse($"must not compare numbers: {name} is text", FilterOperators.FitsText);

        void Refuse(string must, Func<string, bool> fits) =>
            problems.Invalid(comparison, $"{must}; it has {string.Join(", ", FilterOperators.All.Where(fits))}");
    }

    private static void CheckValue(Field field, string comparison, Field value, string text, ProblemList problems)
    {
        if (field.Text is { } name && FilterFields.IsNumber(name) && !FilterNumbers.TryParse(text, out _))
            problems.Invalid(value, $"must be a number in quotes: {name} is one");
        else if (comparison == FilterOperators.Regex && FilterPattern.Compile(text, out var fault) is null)
            problems.Invalid(value, fault!);
    }
}
