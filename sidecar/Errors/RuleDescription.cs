using System.Collections.Frozen;
using K8sRouter.Core.DataPolicies;

namespace K8sRouter.Sidecar.Errors;

/// <summary>How a refusal speaks of one of <see cref="ExclusionRules"/>.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Step">The step of routing that applies it where the request itself demands it.</param>
/// <param name="Label">What it is called in a list of reasons.</param>
/// <param name="ReasonId">The API's id of the reason, to which <c>-by-account</c> or <c>-by-guardrail</c> is added.</param>
/// <param name="AvailabilityCode">One of <see cref="AvailabilityCodes"/>.</param>
/// <param name="Message">What the caller is told where this rule alone left nothing.</param>
internal sealed record RuleDescription(
    string Rule, string Step, string Label, string ReasonId, string AvailabilityCode, string Message)
{
    private static readonly FrozenDictionary<string, RuleDescription> All = new RuleDescription[]
    {
        DataPolicy(ExclusionRules.PaidTraining, "Paid model training", "paid-model-training-violation"),
        DataPolicy(ExclusionRules.FreeTraining, "Free model training", "free-model-training-violation"),
        DataPolicy(ExclusionRules.FreePublication, "Free model publication", "free-model-publication-violation"),
        DataPolicy(ExclusionRules.ZeroDataRetention, "Zero data retention", "zdr-violation"),
        DataPolicy(ExclusionRules.Retention, "Retention period", "retention-violation"),
        DataPolicy(ExclusionRules.DataCollection, "Data collection", "data-collection-violation"),
        DataPolicy(ExclusionRules.FactsExpired, "Data policy out of date", "stale-data-policy"),
        new(ExclusionRules.Region, RoutingSteps.DataRegion, "Data region", "data-region-violation",
            AvailabilityCodes.RegionRestricted, "No endpoints found that run in the required data region."),
        new(ExclusionRules.AllowedProviders, RoutingSteps.AllowedProviders, "Provider not allowed", "provider-not-allowed",
            AvailabilityCodes.ConstraintFiltered, "No allowed providers are available for the selected model."),
        new(ExclusionRules.IgnoredProviders, RoutingSteps.IgnoredProviders, "Provider ignored", "provider-ignored",
            AvailabilityCodes.ConstraintFiltered, "All providers of the selected model are ignored."),
        new(ExclusionRules.AllowedModels, RoutingSteps.Guardrails, "Model not allowed", "model-not-allowed",
            AvailabilityCodes.ConstraintFiltered, "Model blocked by guardrail: it is not on the list of allowed models."),
        new(ExclusionRules.IgnoredModels, RoutingSteps.Guardrails, "Model blocked", "model-blocked",
            AvailabilityCodes.ConstraintFiltered, "Model blocked by guardrail: it is on the list of ignored models."),
        new(ExclusionRules.NoCredential, RoutingSteps.Credentials, "No credential", "no-credential",
            AvailabilityCodes.NoEndpoints, "No endpoints found for which this workspace holds a provider credential."),
        new(ExclusionRules.PolicyInvalid, RoutingSteps.Guardrails, "Policy invalid", "policy-invalid",
            AvailabilityCodes.ConstraintFiltered, "The workspace's policy is invalid; nothing is allowed until it is mended."),
        new(ExclusionRules.WrongApi, RoutingSteps.Api, "Other API", "wrong-endpoint",
            AvailabilityCodes.WrongEndpoint, "No endpoints of the selected model serve this API."),
        new(ExclusionRules.RequireParameters, RoutingSteps.Parameters, "Unsupported parameters", "unsupported-parameters",
            AvailabilityCodes.ConstraintFiltered, "No endpoints found that can handle the requested parameters."),
        new(ExclusionRules.Quantization, RoutingSteps.Quantization, "Quantization", "quantization",
            AvailabilityCodes.ConstraintFiltered, "No endpoints found that have one of the requested quantizations."),
        new(ExclusionRules.MaxPrice, RoutingSteps.MaxPrice, "Max price", "max-price",
            AvailabilityCodes.ConstraintFiltered, "No endpoints found that satisfy the max price for this request."),
        new(ExclusionRules.NotDistillable, RoutingSteps.Distillation, "Distillation", "not-distillable",
            AvailabilityCodes.ConstraintFiltered, "No endpoints found whose output may be used for distillation."),
        new(ExclusionRules.NotFree, RoutingSteps.FreeVariant, "Free variant", "not-free",
            AvailabilityCodes.FreeVariantEnded, "No free endpoints found for the selected model."),
        new(ExclusionRules.PolicyChanged, RoutingSteps.CurrentPolicy, "Policy changed", "policy-changed",
            AvailabilityCodes.PrivacyRestricted, "The policy changed during the request and allows no endpoint any more."),
    }.ToFrozenDictionary(d => d.Rule, StringComparer.Ordinal);

    public bool IsDataPolicy => Step == RoutingSteps.DataPolicy;

    /// <summary>Whether a request without preferences would not have met the rule.</summary>
    public bool IsPreference =>
        Step is not (RoutingSteps.Api or RoutingSteps.Credentials or RoutingSteps.Guardrails or RoutingSteps.CurrentPolicy);

    /// <summary>A rule that this build doesn't know, from a newer operator, is still refused by name.</summary>
    public static RuleDescription Of(string rule) =>
        All.TryGetValue(rule, out var known)
            ? known
            : new RuleDescription(
                rule, RoutingSteps.Guardrails, rule, rule, AvailabilityCodes.NoEndpoints,
                $"No endpoints found that satisfy {rule}.");

    private static RuleDescription DataPolicy(string rule, string label, string reasonId) =>
        new(rule, RoutingSteps.DataPolicy, label, reasonId, AvailabilityCodes.PrivacyRestricted,
            $"No endpoints found matching your data policy ({label}).");
}
