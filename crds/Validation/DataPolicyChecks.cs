using System.Globalization;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Validation;

/// <summary>What a provider says of prompts, at the provider or as a model's difference from it.</summary>
internal static class DataPolicyChecks
{
    /// <summary>Checks a data policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="provider">The provider's, which the policy overrides field by field; null: this is the provider's.</param>
    /// <param name="problems">Where to report.</param>
    public static void Check(Field policy, Field? provider, ProblemList problems)
    {
        if (!policy.IsPresent)
            return;
        CheckDate(policy["verifiedAt"], problems);
        if (policy["maxAgeDays"].IsPresent && !Effective(policy, provider, "verifiedAt").IsPresent)
            problems.Required(policy["verifiedAt"].Path, RuleMessages.VerificationMissing);
        if (policy["confirmed"].Flag != true)
            return;

        // Confirmed and silent would be read as the worst case: whoever confirmed it surely meant to say.
        foreach (var promise in new[] { "training", "publication" })
        {
            if (!Effective(policy, provider, promise).IsPresent)
                problems.Required(policy[promise].Path, RuleMessages.PromiseMissing);
        }
        if (!Effective(policy, provider, "verifiedAt").IsPresent)
            problems.Warn(policy["verifiedAt"].Path, "a confirmed policy should say when it was checked");
        if (!Effective(policy, provider, "source").IsPresent)
            problems.Warn(policy["source"].Path, "a confirmed policy should say where it is written");
    }

    private static Field Effective(Field policy, Field? provider, string name) =>
        policy[name].IsPresent || provider is null ? policy[name] : provider.Value[name];

    private static void CheckDate(Field date, ProblemList problems)
    {
        if (date.Text is { } text
            && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            problems.Invalid(date, "must be a date such as \"2026-08-15\"");
    }
}
