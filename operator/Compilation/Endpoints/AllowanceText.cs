using K8sRouter.Core.Configuration;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation.Policies;

namespace K8sRouter.Operator.Compilation.Endpoints;

/// <summary>Says why a policy allows nothing.</summary>
internal static class AllowanceText
{
    private const int MaxRules = 5;
    private const int MaxNames = 3;

    /// <summary>The rules by how many endpoints each excludes, and the names in the policies that nothing bears.</summary>
    /// <param name="excluded">The reasons of each endpoint.</param>
    /// <param name="levels">The policies that decide.</param>
    /// <param name="known">What there is to name.</param>
    public static string Nothing(
        IEnumerable<IReadOnlyList<ExclusionReason>> excluded, PolicyLevels levels, KnownNames known)
    {
        var endpoints = excluded.ToArray();
        string[] rules = [.. endpoints
            .SelectMany(reasons => reasons.DistinctBy(reason => (reason.Rule, reason.Policy)))
            .CountBy(reason => $"{reason.Rule} of {reason.Policy}")
            .OrderByDescending(rule => rule.Value).ThenBy(rule => rule.Key, StringComparer.Ordinal)
            .Take(MaxRules).Select(rule => $"{rule.Key} ({rule.Value})")];
        var all = endpoints.Length == 1 ? "The only endpoint is excluded" : $"All {endpoints.Length} endpoints are excluded";
        var names = new[] { levels.Floor, levels.Workspace }.OfType<Decided<WorkspacePrivacyPolicySpec>>()
            .SelectMany(level => known.FindUnknown(level.Value)
                .Where(field => field.Path.Contains(".allow[", StringComparison.Ordinal))
                .Select(field => $" {level.By.Object}, {field.Path}: {Ended(field.Message)}"))
            .Take(MaxNames);
        return $"{all}, by {string.Join(", ", rules)}.{string.Concat(names)} Until that changes every call is refused.";
    }

    private static string Ended(string sentence) => sentence.EndsWith('?') ? sentence : $"{sentence}.";
}
