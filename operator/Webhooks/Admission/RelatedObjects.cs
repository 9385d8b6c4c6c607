using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Compilation.Policies;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>What an object means beside those that are there. Warnings alone: the others may still come or change.</summary>
internal static class RelatedObjects
{
    /// <summary>As the compiler counts them.</summary>
    private const int MostDestinationsOfAType = 5;

    public static IEnumerable<AdmissionWarning> Check(IKubernetesObject resource, IAdmissionContext context)
    {
        if (!context.IsSynced)
            return [];
        return resource switch
        {
            WorkspacePrivacyPolicy policy => OfPolicy(policy, context),
            ObservabilityDestination destination => OfDestination(destination, context),
            _ => [],
        };
    }

    private static IEnumerable<AdmissionWarning> OfPolicy(WorkspacePrivacyPolicy policy, IAdmissionContext context) =>
        UnknownProviders(policy.Spec, context).Concat(IsFloor(policy, context) ? [] : FloorConflicts.Check(context.Floor, policy))
            .Concat(Unbounded(policy, context)).Concat(WithoutStore(policy, context));

    private static bool IsFloor(WorkspacePrivacyPolicy policy, IAdmissionContext context) =>
        context.Floor?.Metadata.NamespaceProperty == policy.Metadata.NamespaceProperty;

    private static IEnumerable<AdmissionWarning> UnknownProviders(WorkspacePrivacyPolicySpec spec, IAdmissionContext context)
    {
        var named = Items("providers.allow", spec.Providers?.Allow)
            .Concat(Items("providers.ignore", spec.Providers?.Ignore))
            .Concat(Items("credentials", spec.Credentials?.Select(credential => credential.Provider)));
        foreach (var (path, name) in named.Where(item => !context.ProviderNames.Contains(item.Name)))
            yield return new(path, $"there is no ModelProvider \"{name}\" (yet)");
    }

    private static IEnumerable<(string Path, string Name)> Items(string path, IEnumerable<string>? names) =>
        (names ?? []).Select((name, index) => ($"spec.{path}[{index}]", name));

    private static IEnumerable<AdmissionWarning> Unbounded(WorkspacePrivacyPolicy policy, IAdmissionContext context)
    {
        var levels = new PolicyLevels(context.Floor, policy);
        if (PolicyFields.MaxRetentionDays.Merge(levels).Value is null
            && PolicyFields.ZeroDataRetention.Merge(levels).Value is not true)
            yield return new("spec.retention", "absent, and no floor says it: providers may keep prompts for any time");
    }

    private static IEnumerable<AdmissionWarning> WithoutStore(WorkspacePrivacyPolicy policy, IAdmissionContext context)
    {
        var levels = new PolicyLevels(context.Floor, policy);
        if (policy.Spec.InputOutputLogging?.Enabled is true
            && PolicyFields.LoggingStore.Merge(levels).Value is null
            && PolicyFields.LoggingEuropeStore.Merge(levels).Value is null
            && PolicyFields.Store.Merge(levels).Value is null)
            yield return new("spec.store", "absent: what is logged stays on the disk of each pod and goes with it");
    }

    private static IEnumerable<AdmissionWarning> OfDestination(ObservabilityDestination destination, IAdmissionContext context)
    {
        var (spec, ns) = (destination.Spec, destination.Metadata.NamespaceProperty ?? "");
        var others = context.DestinationsOf(ns)
            .Count(other => other.Spec.Type == spec.Type && other.Metadata.Name != destination.Metadata.Name);
        if (others >= MostDestinationsOfAType)
        {
            yield return new("spec.type",
                $"the workspace has {others} others of type {spec.Type}; the oldest {MostDestinationsOfAType} take part");
        }
        var effective = new EffectivePolicy(new PolicyLevels(context.Floor, context.PolicyOf(ns)));
        var location = spec.Location is { } declared ? RegionNames.Of(declared) : null;
        if (effective.WhoRefusesRegion(location) is { } region)
        {
            yield return new("spec.location",
                $"nothing is sent there: {region.By.Object} keeps the workspace's data in {Place(region.Value)}");
        }
    }

    private static string Place(string region) => region == Core.DataPolicies.Regions.Europe ? "Europe" : "the US";
}
