using K8sRouter.Core.Configuration;

namespace K8sRouter.Core.Destinations.Filtering;

/// <summary>
/// One rule, ready to be asked. A rule that says <c>not</c> is the opposite of the one that doesn't, also where the field doesn't
/// exist.
/// </summary>
internal sealed class CompiledRule
{
    private readonly string _field;
    private readonly bool _negated;
    private readonly Func<string, bool>? _text;
    private readonly Func<decimal, bool>? _number;

    private CompiledRule(string field, bool negated, Func<string, bool>? text, Func<decimal, bool>? number)
    {
        _field = field;
        _negated = negated;
        _text = text;
        _number = number;
    }

    /// <summary>Makes a rule ready.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="fault">What is wrong with it, as <c>field: what it must be</c>; null: nothing.</param>
    public static CompiledRule? Compile(DestinationFilterRule rule, out string? fault)
    {
        if (!FilterFields.All.Contains(rule.Field))
            return Refuse("field: is none that this program knows", out fault);
        if (!FilterOperators.All.Contains(rule.Operator))
            return Refuse("operator: is none that this program knows", out fault);
        bool takesValue = FilterOperators.TakesValue(rule.Operator);
        if (takesValue == string.IsNullOrEmpty(rule.Value))
            return Refuse(takesValue ? "value: is missing" : "value: must be absent", out fault);
        bool negated = rule.Operator is FilterOperators.NotEqualTo or FilterOperators.NotContains or FilterOperators.NotExists;
        if (!FilterFields.IsNumber(rule.Field))
        {
            return TextTest(rule.Operator, rule.Value, out fault) is { } text
                ? new(rule.Field, negated, text, null)
                : null;
        }
        fault = null;
        if (!takesValue)
            return new(rule.Field, negated, null, _ => true);
        if (!FilterNumbers.TryParse(rule.Value, out decimal value))
            return Refuse("value: must be a number", out fault);
        return NumberTest(rule.Operator, value) is { } number
            ? new(rule.Field, negated, null, number)
            : Refuse("operator: doesn't fit a number", out fault);
    }

    /// <summary>Whether it holds; null: that isn't known yet.</summary>
    public bool? Holds(FilterSubject subject)
    {
        if (!subject.Knows(_field))
            return null;
        bool holds = _text is null ? subject.Number(_field) is { } number && _number!(number) : HoldsText(subject);
        return holds != _negated;
    }

    private bool HoldsText(FilterSubject subject)
    {
        var (text, other) = subject.Text(_field);
        return (!string.IsNullOrEmpty(text) && _text!(text)) || (!string.IsNullOrEmpty(other) && _text!(other));
    }

    private static Func<string, bool>? TextTest(string comparison, string? value, out string? fault)
    {
        fault = null;
        switch (comparison)
        {
            case FilterOperators.Exists or FilterOperators.NotExists:
                return _ => true;
            case FilterOperators.EqualTo or FilterOperators.NotEqualTo:
                return text => text == value;
            case FilterOperators.Contains or FilterOperators.NotContains:
                return text => text.Contains(value!, StringComparison.Ordinal);
            case FilterOperators.StartsWith:
                return text => text.StartsWith(value!, StringComparison.Ordinal);
            case FilterOperators.EndsWith:
                return text => text.EndsWith(value!, StringComparison.Ordinal);
            case FilterOperators.Regex:
                var pattern = FilterPattern.Compile(value!, out string? must);
                fault = must is null ? null : "value: " + must;
                return pattern is null ? null : pattern.IsMatch;
            default:
                fault = "operator: doesn't fit a text";
                return null;
        }
    }

    private static Func<decimal, bool>? NumberTest(string comparison, decimal value) => comparison switch
    {
        FilterOperators.EqualTo or FilterOperators.NotEqualTo => number => number == value,
        FilterOperators.Greater => number => number > value,
        FilterOperators.Less => number => number < value,
        FilterOperators.GreaterOrEqual => number => number >= value,
        FilterOperators.LessOrEqual => number => number <= value,
        _ => null,
    };

    private static CompiledRule? Refuse(string why, out string? fault)
    {
        fault = why;
        return null;
    }
}
