using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Sidecar.Ingress;

namespace K8sRouter.Sidecar.Routing;

/// <summary>
/// The hard rules of one request over endpoints that the workspace's policy allows. Pure; a rule that can't be evaluated
/// (unknown price, unconfirmed policy) excludes.
/// </summary>
internal static class EndpointFilter
{
    /// <summary>Every rule that excludes the endpoint; empty: it may be tried.</summary>
    public static List<ExclusionReason> Apply(EndpointEntry endpoint, RequestedModel model, RouteQuery query, DateTimeOffset now)
    {
        var preferences = query.Preferences;
        var policy = endpoint.DataPolicy;
        bool confirmed = policy.Confirmed && !(policy.ExpiresAt <= now);
        var reasons = new List<ExclusionReason>(0);

        if (Expired(endpoint, now) is { } expired)
            reasons.Add(expired);
        if (!endpoint.Apis.Contains(query.Api))
            Exclude(ExclusionRules.WrongApi, $"serves {string.Join(", ", endpoint.Apis)}, not {query.Api}");
        if (model.Variant == ModelVariant.Free && !endpoint.Free)
            Exclude(ExclusionRules.NotFree, ":free asks for endpoints that charge nothing");
        if (preferences.Only is { } only && !Names(only, endpoint))
            Exclude(ExclusionRules.AllowedProviders, $"provider.only doesn't name \"{endpoint.Provider}\"");
        if (Names(preferences.Ignore, endpoint))
            Exclude(ExclusionRules.IgnoredProviders, $"provider.ignore names \"{endpoint.Provider}\"");
        if (!preferences.AllowFallbacks && preferences.Order is { } order && !Names(order, endpoint))
            Exclude(ExclusionRules.AllowedProviders,
                $"provider.order doesn't name \"{endpoint.Provider}\" and allow_fallbacks is false");
        if (preferences.ZeroDataRetention && !(confirmed && policy.RetentionDays == 0))
            Exclude(ExclusionRules.ZeroDataRetention, $"provider.zdr is true and {Retains(policy, confirmed)}");
        if (preferences.DenyDataCollection && !(confirmed && !policy.Training && !policy.Publication))
            Exclude(ExclusionRules.DataCollection, $"provider.data_collection is \"deny\" and {Collects(policy, confirmed)}");
        if (preferences.DistillableOnly && !endpoint.Distillable)
            Exclude(ExclusionRules.NotDistillable, "the model's author doesn't allow distillation, or hasn't said");
        if (preferences.Quantizations is { Count: > 0 } quantizations && !quantizations.Contains(endpoint.Quantization))
            Exclude(
                ExclusionRules.Quantization,
                $"runs {endpoint.Quantization}; provider.quantizations asks for {string.Join(", ", quantizations)}");
        if (preferences.MaxPrice is { } maxPrice && AbovePrice(endpoint.Pricing, maxPrice) is { } above)
            Exclude(ExclusionRules.MaxPrice, above);
        if (preferences.RequireParameters && MissingParameters(endpoint, query.Parameters) is { Count: > 0 } missing)
            Exclude(ExclusionRules.RequireParameters, $"doesn't support {string.Join(", ", missing)}");
        return reasons;

        void Exclude(string rule, string message) => reasons.Add(new ExclusionReason { Rule = rule, Message = message });
    }

    /// <summary>The reason why the endpoint's facts are too old for the policy; null: they aren't.</summary>
    public static ExclusionReason? Expired(EndpointEntry endpoint, DateTimeOffset now) =>
        endpoint.AllowedUntil <= now
            ? new ExclusionReason
            {
                Rule = ExclusionRules.FactsExpired,
                Policy = endpoint.AllowedUntilPolicy,
                Message =
                    $"the facts about its data policy were good until {endpoint.AllowedUntil:yyyy-MM-dd} "
                    + "and now count as unconfirmed",
            }
            : null;

    /// <summary>Parameters of the request that the endpoint doesn't name; one that names none supports none.</summary>
    public static List<string> MissingParameters(EndpointEntry endpoint, uint parameters)
    {
        var missing = new List<string>();
        for (int bit = 0; parameters >> bit != 0; bit++)
        {
            if ((parameters >> bit & 1) != 0 && !endpoint.SupportedParameters.Contains(RequestFields.Parameters[bit]))
                missing.Add(RequestFields.Parameters[bit]);
        }
        return missing;
    }

    public static bool Names(IReadOnlyList<string> slugs, EndpointEntry endpoint)
    {
        for (int i = 0; i < slugs.Count; i++)
        {
            if (Matches(slugs[i], endpoint))
                return true;
        }
        return false;
    }

    /// <summary>Position of the endpoint's provider in a list; the list's length where it isn't there.</summary>
    public static int Position(IReadOnlyList<string> slugs, EndpointEntry endpoint)
    {
        int position = 0;
        while (position < slugs.Count && !Matches(slugs[position], endpoint))
            position++;
        return position;
    }

    private static bool Matches(string slug, EndpointEntry endpoint) =>
        string.Equals(slug, endpoint.Provider, StringComparison.OrdinalIgnoreCase);

    private static string Retains(EndpointDataPolicy policy, bool confirmed) => (confirmed, policy.RetentionDays) switch
    {
        (false, _) => "its data policy is unconfirmed",
        (_, null) => "it keeps prompts for an unknown time",
        (_, var days) => $"it keeps prompts for {days} days",
    };

    private static string Collects(EndpointDataPolicy policy, bool confirmed) => confirmed
        ? policy.Training ? "it may train on prompts" : "it may publish prompts"
        : "its data policy is unconfirmed";

    private static string? AbovePrice(EndpointPricing? pricing, MaxPrice max)
    {
        if (pricing is null)
            return "its price is unknown and provider.max_price is set";
        return Above("prompt", pricing.Prompt * 1_000_000, max.Prompt)
            ?? Above("completion", pricing.Completion * 1_000_000, max.Completion)
            ?? Above("request", pricing.Request ?? 0, max.Request)
            ?? Above("image", pricing.Image ?? 0, max.Image)
            ?? Above("audio", (pricing.Audio ?? pricing.Prompt) * 1_000_000, max.Audio);

        static string? Above(string what, decimal price, decimal? bound) =>
            price > bound ? $"its {what} price is ${price:0.######}; provider.max_price allows ${bound:0.######}" : null;
    }
}
