using K8sRouter.Core.Configuration;

namespace K8sRouter.Core.Destinations.Filtering;

/// <summary>Rules of which all must hold, or one.</summary>
internal sealed class CompiledGroup
{
    private readonly bool _all;
    private readonly List<CompiledRule> _rules = [];

    private CompiledGroup(bool all) => _all = all;

    /// <summary>Makes a group ready.</summary>
    /// <param name="group">The group.</param>
    /// <param name="fault">What is wrong with it, by path; null: nothing.</param>
    public static CompiledGroup Compile(DestinationFilterGroup group, out string? fault)
    {
        fault = null;
        if (group.Logic is not ("and" or "or"))
            fault = "logic: must be and, or or";
        else if (group.Rules.Count == 0)
            fault = "rules: must have at least 1 item";
        var compiled = new CompiledGroup(group.Logic == "and");
        for (int r = 0; r < group.Rules.Count; r++)
        {
            if (CompiledRule.Compile(group.Rules[r], out string? wrong) is { } rule)
                compiled._rules.Add(rule);
            else
                fault ??= $"rules[{r}].{wrong}";
        }
        return compiled;
    }

    /// <summary>Whether it is passed; null: that hangs on what isn't known yet.</summary>
    public bool? Passes(FilterSubject subject)
    {
        bool? passes = _all;
        foreach (var rule in _rules)
        {
            bool? holds = rule.Holds(subject);
            if (holds == !_all)
                return holds;
            passes = _all ? passes & holds : passes | holds;
        }
        return passes;
    }
}
