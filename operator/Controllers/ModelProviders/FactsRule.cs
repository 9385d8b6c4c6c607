using System.Globalization;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Operator.Compilation.Endpoints;
using K8sRouter.Operator.Controllers.Conditions;

namespace K8sRouter.Operator.Controllers.ModelProviders;

/// <summary>Whether what is known about a provider's models, each with its own facts over the provider's, counts now.</summary>
internal static class FactsRule
{
    private const string Type = ConditionTypes.FactsCurrent;
    private const string Again = "verify them again and set verifiedAt in the dataPolicy";
    private const int MostNames = 3;

    public static ConditionFinding Of(ModelProvider provider, DateTimeOffset now)
    {
        var models = provider.Spec.Models
            .Select(model => (model.Name, Facts: EndpointFacts.Of(provider.Spec.DataPolicy, model.DataPolicy))).ToArray();
        var expired = models.Where(model => model.Facts.ExpiresAt <= now).ToArray();
        if (expired.Length > 0)
        {
            return ConditionFinding.False(
                Type, ConditionReasons.FactsExpired,
                $"{Subject(expired, models.Length)} were {expired[0].Facts.Dating} and count as unconfirmed now; {Again}.");
        }
        var early = models.Where(model => model.Facts.IsStale(now)).ToArray();
        if (early.Length > 0)
        {
            return ConditionFinding.False(
                Type, ConditionReasons.FactsNotYetValid,
                $"{Subject(early, models.Length)} were {early[0].Facts.Dating}: in the future, so that they count as "
                + $"unconfirmed; {Again}.");
        }
        var unconfirmed = models.Where(model => !model.Facts.Confirmed).ToArray();
        if (unconfirmed.Length > 0)
        {
            return ConditionFinding.Unknown(
                Type, ConditionReasons.Unconfirmed,
                $"{Subject(unconfirmed, models.Length)} aren't confirmed: the provider counts as training on, publishing and "
                + "keeping prompts. Set the dataPolicy.");
        }
        return ConditionFinding.True(
            Type, ConditionReasons.FactsCurrent,
            models.Min(model => model.Facts.ExpiresAt) is { } expiry
                ? string.Create(CultureInfo.InvariantCulture, $"The facts are confirmed and hold until {expiry:yyyy-MM-dd}.")
                : "The facts are confirmed and have no end (maxAgeDays).");
    }

    private static string Subject((string Name, EndpointFacts Facts)[] some, int all)
    {
        if (some.Length == all)
            return "The facts";
        var names = string.Join(", ", some.Take(MostNames).Select(model => model.Name));
        return some.Length > MostNames ? $"The facts of {names} and {some.Length - MostNames} more" : $"The facts of {names}";
    }
}
