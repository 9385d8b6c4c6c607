using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations.Filtering;

namespace K8sRouter.Operator.Commands;

/// <summary>
/// A destination's filter in one line: <c>model starts_with "openai/" and (finish_reason equals "error" or ...)</c>.
/// </summary>
internal static class FilterText
{
    public static string Render(DestinationFilterRules rules)
    {
        var single = rules.Groups.Count == 1;
        return string.Join(" and ", rules.Groups.Select(group => Group(group, single)));
    }

    private static string Group(DestinationFilterGroup group, bool alone)
    {
        var text = string.Join($" {group.Logic} ", group.Rules.Select(Rule));
        return alone || group.Rules.Count == 1 || group.Logic == "and" ? text : $"({text})";
    }

    private static string Rule(DestinationFilterRule rule)
    {
        if (rule.Value is null)
            return $"{rule.Field} {rule.Operator}";
        var value = FilterFields.IsNumber(rule.Field) ? rule.Value : $"\"{rule.Value}\"";
        return $"{rule.Field} {rule.Operator} {value}";
    }
}
