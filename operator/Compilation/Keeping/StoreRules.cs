using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation.Policies;
using CoreRegions = K8sRouter.Core.DataPolicies.Regions;

namespace K8sRouter.Operator.Compilation.Keeping;

/// <summary>
/// Whether a store can be used as the policy names it: it is declared to lie in the workspace's region, and its credential,
/// from the namespace of the policy that names it, can be had. One that can't isn't replaced by another.
/// </summary>
internal sealed class StoreRules(CompilationInput input, PolicyLevels levels, EffectivePolicy policy, SecretLookup secrets)
{
    /// <summary>Decides.</summary>
    /// <param name="field">Where the policy names it, such as <c>spec.store</c>.</param>
    /// <param name="store">The store.</param>
    /// <param name="by">The policy that names it.</param>
    public StoreDecision Decide(string field, RecordStore store, PolicySource by)
    {
        var decision = new StoreDecision { Settings = StoreTranslation.Settings(store), By = by };
        if (policy.WhoRefusesRegion(decision.Settings.Location) is { } region)
        {
            var place = region.Value == CoreRegions.Europe ? "Europe" : "Us";
            return decision with
            {
                Reason = ConditionReasons.OutsideRegion,
                Message = $"{field}.location must be {place}: {region.By.Object} keeps the workspace's data there.",
            };
        }
        return store.Gcs.Credentials is null ? decision : WithCredential(decision, field, store.Gcs);
    }

    private StoreDecision WithCredential(StoreDecision decision, string field, GoogleCloudStorageSettings gcs)
    {
        // Each level names Secrets of its own namespace: a workspace can't have the platform's read out.
        var isPlatform = decision.By == levels.Floor?.By;
        var @namespace = isPlatform ? input.OperatorNamespace : input.Workspace.Name;
        var reference = gcs.Credentials!;
        var secret = secrets.Find(@namespace, reference.Name, reference.Key, SecretUses.Store);
        if (secret.Value is null)
            return decision with { Reason = secret.Reason, Message = $"{field}.gcs.credentials: {secret.Message}" };
        if (StoreCredential.FindProblem(secret.Value) is { } problem)
        {
            return decision with
            {
                Reason = ConditionReasons.BadCredential,
                Message = $"{field}.gcs.credentials: key '{reference.Key}' of Secret {@namespace}/{reference.Name} {problem}.",
            };
        }
        return decision with { Credential = secret.Value, IsPlatformCredential = isPlatform };
    }
}
