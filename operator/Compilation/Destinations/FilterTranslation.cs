using K8sRouter.Core.Configuration;
using K8sRouter.Crds.ObservabilityDestinations;

namespace K8sRouter.Operator.Compilation.Destinations;

/// <summary>Filter rules as sidecars are told them: those that apply, and none where none do.</summary>
internal static class FilterTranslation
{
    public static DestinationFilterRules? Of(FilterRules? rules) =>
        rules is not { Enabled: true, Groups: { Count: > 0 } groups }
            ? null
            : new DestinationFilterRules
            {
                Groups =
                [
                    .. groups.Select(group => new DestinationFilterGroup
                    {
                        Logic = group.Logic,
                        Rules =
                        [
                            .. group.Rules.Select(rule => new DestinationFilterRule
                            {
                                Field = rule.Field,
                                Operator = rule.OperatorProperty,
                                Value = rule.Value,
                            }),
                        ],
                    }),
                ],
            };
}
