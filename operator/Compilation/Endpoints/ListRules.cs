using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Operator.Compilation.Policies;

namespace K8sRouter.Operator.Compilation.Endpoints;

/// <summary>The rules that don't depend on what is known about prompts: region, providers and models by name, APIs.</summary>
internal static class ListRules
{
    /// <summary>Every rule that forbids the endpoint; the floor is named where both levels would.</summary>
    public static IEnumerable<ExclusionReason> Evaluate(EndpointCandidate endpoint, EffectivePolicy policy)
    {
        var slug = endpoint.Slug;
        var model = endpoint.Model.Name;
        if (policy.WhoRefusesRegion(endpoint.Region) is { } region)
        {
            var where = endpoint.Datacenters.Count == 0
                ? $"Where {slug} runs {model} isn't stated"
                : $"{slug} runs {model} in {string.Join(", ", endpoint.Datacenters)}";
            yield return Reason(ExclusionRules.Region, region.By.Object, $"{where}; only {region.Value} is allowed.");
        }
        if (policy.AllowedProviders.FirstOrDefault(list => !Contains(list.Value, slug)) is { } allowedProviders)
            yield return Reason(
                ExclusionRules.AllowedProviders, allowedProviders, $"{slug} isn't on the list of allowed providers.");
        if (policy.IgnoredProviders.FirstOrDefault(list => Contains(list.Value, slug)) is { } ignoredProviders)
            yield return Reason(
                ExclusionRules.IgnoredProviders, ignoredProviders, $"{slug} is on the list of ignored providers.");
        if (policy.AllowedModels.FirstOrDefault(list => !Glob.MatchesAny(list.Value, model)) is { } allowedModels)
            yield return Reason(
                ExclusionRules.AllowedModels, allowedModels, $"No pattern of the allowed models matches {model}.");
        if (policy.IgnoredModels.FirstOrDefault(list => Glob.MatchesAny(list.Value, model)) is { } ignoredModels)
        {
            var pattern = ignoredModels.Value.Order(StringComparer.Ordinal).First(pattern => Glob.Matches(pattern, model));
            yield return Reason(
                ExclusionRules.IgnoredModels, ignoredModels, $"The pattern '{pattern}' of the ignored models matches {model}.");
        }
        if (endpoint.Apis.Count == 0)
        {
            yield return Reason(
                ExclusionRules.WrongApi, $"ModelProvider {slug}",
                $"No upstream of {slug} serves an API of {model}; name one in spec.upstreams[].apis.");
        }
    }

    private static bool Contains(IReadOnlyList<string> list, string slug) =>
        list.Contains(slug, StringComparer.OrdinalIgnoreCase);

    private static ExclusionReason Reason(string rule, Decided<IReadOnlyList<string>> list, string message) =>
        Reason(rule, list.By.Object, message);

    private static ExclusionReason Reason(string rule, string policy, string message) =>
        new() { Rule = rule, Policy = policy, Message = message };
}
