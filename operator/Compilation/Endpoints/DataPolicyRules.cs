using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Operator.Compilation.Policies;

namespace K8sRouter.Operator.Compilation.Endpoints;

/// <summary>The rules about what happens to prompts: training, publication, retention.</summary>
internal static class DataPolicyRules
{
    /// <summary>
    /// Every rule that forbids the endpoint at <paramref name="now"/>. What only the age of the facts brings about is said as
    /// such, once for each policy that decides so: a fresh look at the facts would lift it, a change of the policy needn't.
    /// </summary>
    public static IEnumerable<ExclusionReason> Evaluate(EndpointCandidate endpoint, EffectivePolicy policy, DateTimeOffset now)
    {
        var reasons = Evaluate(endpoint, endpoint.Facts, policy).ToList();
        if (!endpoint.Facts.IsStale(now))
            return reasons;

        var broken = reasons.Select(reason => reason.Rule).ToHashSet(StringComparer.Ordinal);
        var byAge = Evaluate(endpoint, EndpointFacts.Unconfirmed, policy).Where(reason => !broken.Contains(reason.Rule));
        reasons.AddRange(byAge.GroupBy(reason => reason.Policy).Select(group => new ExclusionReason
        {
            Rule = ExclusionRules.FactsExpired,
            Policy = group.Key,
            Message = $"The facts about {endpoint.Slug} were {endpoint.Facts.Dating}; "
                + (endpoint.Facts.ExpiresAt <= now
                    ? "older ones count as unconfirmed"
                    : "facts from the future count as unconfirmed")
                + $", which the policy forbids ({string.Join(", ", group.Select(reason => reason.Rule))}).",
        }));
        return reasons;
    }

    /// <summary>
    /// From when on an endpoint that is allowed at <paramref name="now"/> is forbidden because its facts have aged, and by
    /// whom; null: never.
    /// </summary>
    public static Decided<DateTimeOffset>? AllowedUntil(EndpointCandidate endpoint, EffectivePolicy policy, DateTimeOffset now)
    {
        if (endpoint.Facts.IsStale(now) || endpoint.Facts.ExpiresAt is not { } expiry)
            return null;
        return Broken(endpoint, EndpointFacts.Unconfirmed, policy)
            .Select(rule => new Decided<DateTimeOffset>(expiry, rule.By))
            .FirstOrDefault();
    }

    private static IEnumerable<ExclusionReason> Evaluate(
        EndpointCandidate endpoint, EndpointFacts facts, EffectivePolicy policy) =>
        Broken(endpoint, facts, policy).Select(rule => new ExclusionReason
        {
            Rule = rule.Value.Rule,
            Policy = rule.By.Object,
            Message = rule.Value.Message,
        });

    private static IEnumerable<Decided<(string Rule, string Message)>> Broken(
        EndpointCandidate endpoint, EndpointFacts facts, EffectivePolicy policy)
    {
        var slug = endpoint.Slug;
        var free = endpoint.Model.Free;
        var kind = free ? "free" : "paid";
        var training = free ? policy.FreeTraining : policy.PaidTraining;
        if (facts.Training && training.Value is not true)
        {
            yield return new(
                (free ? ExclusionRules.FreeTraining : ExclusionRules.PaidTraining,
                    $"{Does(slug, facts, "may train on prompts")}; training is denied for {kind} models."),
                training.By);
        }
        if (facts.Publication && !free)
        {
            yield return new(
                (ExclusionRules.FreePublication,
                    $"{Does(slug, facts, "may publish prompts")}; that is never allowed for paid models."),
                PolicySource.BuiltIn);
        }
        if (facts.Publication && free && policy.FreePublication.Value is not true)
        {
            yield return new(
                (ExclusionRules.FreePublication,
                    $"{Does(slug, facts, "may publish prompts")}; publication is denied for free models."),
                policy.FreePublication.By);
        }
        if (facts.RetentionDays != 0 && WhoRequiresZeroRetention(endpoint, policy) is { } zero)
        {
            yield return new(
                (ExclusionRules.ZeroDataRetention, $"{Keeps(slug, facts)}; zero data retention is required{zero.Value}."),
                zero.By);
        }
        if (policy.MaxRetentionDays.Value is { } days && !(facts.RetentionDays <= days))
        {
            yield return new(
                (ExclusionRules.Retention, $"{Keeps(slug, facts)}; at most {Days(days)} are allowed."),
                policy.MaxRetentionDays.By);
        }
    }

    private static Decided<string>? WhoRequiresZeroRetention(EndpointCandidate endpoint, EffectivePolicy policy)
    {
        if (policy.ZeroDataRetention.Value is true)
            return new("", policy.ZeroDataRetention.By);
        return policy.ZeroDataRetentionAuthors
            .Where(level => level.Value.Contains(endpoint.Author, StringComparer.OrdinalIgnoreCase))
            .Select(level => new Decided<string>($" for models of {endpoint.Author}", level.By))
            .FirstOrDefault();
    }

    private static string Does(string slug, EndpointFacts facts, string what) =>
        facts.Confirmed ? $"{slug} {what}" : $"The data policy of {slug} is unconfirmed, which counts as one that {what}";

    private static string Keeps(string slug, EndpointFacts facts) =>
        facts.RetentionDays is { } days ? $"{slug} keeps prompts for {Days(days)}"
        : facts.Confirmed ? $"How long {slug} keeps prompts isn't known"
        : $"The data policy of {slug} is unconfirmed, which counts as keeping prompts without limit";

    private static string Days(int days) => days == 1 ? "1 day" : $"{days} days";
}
