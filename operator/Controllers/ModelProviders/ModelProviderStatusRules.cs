using K8sRouter.Core.DataPolicies;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Operator.Compilation.Credentials;
using K8sRouter.Operator.Compilation.Endpoints;
using K8sRouter.Operator.Controllers.Conditions;

namespace K8sRouter.Operator.Controllers.ModelProviders;

/// <summary>A provider's status. An invalid one takes no part, in any workspace.</summary>
internal static class ModelProviderStatusRules
{
    public static ModelProviderStatus Of(ModelProviderStatusInput input)
    {
        var provider = input.Provider;
        var errors = ProblemText.Errors(input.Problems);
        var facts = EndpointFacts.Of(provider.Spec.DataPolicy, null);
        List<ConditionFinding> findings = errors.Count == 0
            ? [
                ConditionFinding.True(ConditionTypes.Accepted, ConditionReasons.Accepted, "Takes part."),
                Credential(input),
                FactsRule.Of(provider, input.Now),
            ]
            : [
                ConditionFinding.False(
                    ConditionTypes.Accepted, ConditionReasons.Invalid,
                    $"{ProblemText.Of(errors)} Until it is mended no workspace uses this provider."),
                NotTakingPart(ConditionTypes.CredentialResolved),
                NotTakingPart(ConditionTypes.FactsCurrent),
            ];
        findings.Add(ReadyRule.Of(findings, ReadyRule.ModelProvider));
        var status = new ModelProviderStatus
        {
            ObservedGeneration = provider.Metadata.Generation,
            Conditions = ConditionMerge.Merge(
                provider.Status?.Conditions, findings, provider.Metadata.Generation, input.Now),
        };
        return errors.Count == 0 ? WithFacts(status, provider, facts, input.Now) : status;
    }

    private static ConditionFinding Credential(ModelProviderStatusInput input)
    {
        const string Type = ConditionTypes.CredentialResolved;
        if (input.Provider.Spec.Auth is not { } auth)
            return ConditionFinding.True(Type, ConditionReasons.NoCredentialNeeded, "The provider asks for no credential.");
        if (auth.Credential is not { } reference)
        {
            return ConditionFinding.True(
                Type, ConditionReasons.BringYourOwnKey,
                "The platform has no credential of this provider; workspaces name keys of their own.");
        }
        var secret = CredentialRules.Find(input.Secrets, input.OperatorNamespace, auth, reference);
        if (secret.Value is null)
            return ConditionFinding.False(Type, secret.Reason, secret.Message);
        return auth.DeliverTo is null
            ? ConditionFinding.True(
                Type, ConditionReasons.BringYourOwnKey,
                "The platform's credential is there and delivered to nobody (spec.auth.deliverTo); workspaces name keys of "
                + "their own.")
            : ConditionFinding.True(Type, ConditionReasons.CredentialResolved, "The platform's credential can be delivered.");
    }

    private static ConditionFinding NotTakingPart(string type) =>
        ConditionFinding.Unknown(type, ConditionReasons.NotTakingPart, "Not looked at while the spec is invalid.");

    private static ModelProviderStatus WithFacts(
        ModelProviderStatus status, ModelProvider provider, EndpointFacts written, DateTimeOffset now)
    {
        var facts = written.IsStale(now) ? EndpointFacts.Unconfirmed : written;
        return status with
        {
            Training = Finding(facts, facts.Training),
            Retention = Retention(facts),
            ZeroDataRetention = facts.RetentionDays is { } days ? Finding(facts, days == 0) : DataPolicyFinding.Unconfirmed,
            Region = Region(provider),
            Models = provider.Spec.Models.Count,
            FactsExpireTime = provider.Spec.Models
                .Select(model => EndpointFacts.Of(provider.Spec.DataPolicy, model.DataPolicy).ExpiresAt)
                .Append(written.ExpiresAt)
                .Where(expiry => expiry > now)
                .Min(),
        };
    }

    private static DataPolicyFinding Finding(EndpointFacts facts, bool does) =>
        !facts.Confirmed ? DataPolicyFinding.Unconfirmed : does ? DataPolicyFinding.Yes : DataPolicyFinding.No;

    private static string Retention(EndpointFacts facts) => facts.RetentionDays switch
    {
        null => "Unknown",
        0 => "None",
        1 => "1 day",
        { } days => $"{days} days",
    };

    private static string Region(ModelProvider provider) => Regions.Of([.. provider.Spec.Datacenters ?? []]) switch
    {
        Regions.Europe => "Europe",
        Regions.Us => "Us",
        _ => "Global",
    };
}
