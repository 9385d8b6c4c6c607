using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Core.Destinations.Filtering;

/// <summary>
/// A destination's rules, ready to be asked of every trace. Groups are combined by AND, the rules of a group by its own logic.
/// Pure but for the time that a regular expression may take; asked by many requests at once.
/// </summary>
public sealed class TraceFilter
{
    // A configuration is read once and never changed: its rules are compiled once, and go with it.
    private static readonly ConditionalWeakTable<DestinationFilterRules, TraceFilter> Compiled = [];

    private readonly CompiledGroup[] _groups;

    private TraceFilter(DestinationFilterRules rules)
    {
        _groups = new CompiledGroup[rules.Groups.Count];
        for (int g = 0; g < _groups.Length; g++)
        {
            _groups[g] = CompiledGroup.Compile(rules.Groups[g], out string? fault);
            if (fault is not null)
                Fault ??= $"groups[{g}].{fault}";
        }
    }

    /// <summary>What can't be compiled, by path; such a filter lets nothing pass. Null: nothing.</summary>
    public string? Fault { get; }

    /// <summary>The filter of these rules: the same one every time.</summary>
    public static TraceFilter Of(DestinationFilterRules rules) => Compiled.GetValue(rules, static key => new(key));

    /// <summary>Whether the trace passes; null: that hangs on what isn't known yet.</summary>
    internal bool? Passes(FilterSubject subject)
    {
        if (Fault is not null)
            return false;
        bool? passes = true;
        try
        {
            foreach (var group in _groups)
            {
                bool? one = group.Passes(subject);
                if (one == false)
                    return false;
                passes &= one;
            }
        }
        catch (RegexMatchTimeoutException)
        {
            // Not decided is not allowed.
            return false;
        }
        return passes;
    }
}
