using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Compilation.Policies;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>What an object means beside those that are there. Warnings alone: the others may still come or change.</summary>
internal sealed class RelatedObjects(IAdmissionContext context, TimeProvider clock)
{
    /// <summary>As the compiler counts them.</summary>
    private const int MostDestinationsOfAType = 5;

    private readonly Consequences _consequences = new(context, clock);

    /// <param name="resource">The object as it is to be stored.</param>
    /// <param name="old">What it replaces; null: nothing.</param>
    public IEnumerable<AdmissionWarning> OfStoring(IKubernetesObject resource, IKubernetesObject? old)
    {
        if (!context.IsSynced)
            return [];
        return resource switch
        {
            WorkspacePrivacyPolicy floor when IsFloor(floor) => OfFloor(floor, old as WorkspacePrivacyPolicy),
            WorkspacePrivacyPolicy policy => OfPolicy(policy),
            ObservabilityDestination destination => OfDestination(destination),
            _ => [],
        };
    }

    public IEnumerable<AdmissionWarning> OfDeleting(IKubernetesObject resource)
    {
        if (!context.IsSynced)
            return [];
        return resource switch
        {
            WorkspacePrivacyPolicy floor when IsFloor(floor) => _consequences.OfFloor(floor, after: null),
            WorkspacePrivacyPolicy policy => _consequences.OfDeleting(policy),
            ModelProvider provider => _consequences.OfDeleting(provider),
            _ => [],
        };
    }

    private bool IsFloor(WorkspacePrivacyPolicy policy) =>
        policy.Metadata.NamespaceProperty == context.OperatorNamespace;

    private IEnumerable<AdmissionWarning> OfFloor(WorkspacePrivacyPolicy floor, WorkspacePrivacyPolicy? old) =>
        NothingAllowed(floor).Concat(_consequences.OfFloor(old, floor)).Concat(UnknownNames(floor.Spec));

    private IEnumerable<AdmissionWarning> OfPolicy(WorkspacePrivacyPolicy policy) =>
        NothingAllowed(policy).Concat(UnknownNames(policy.Spec)).Concat(FloorConflicts.Check(context.Floor, policy))
            .Concat(Unbounded(policy)).Concat(WithoutStore(policy));

    private IEnumerable<AdmissionWarning> NothingAllowed(WorkspacePrivacyPolicy policy) =>
        _consequences.WhyNothingIsAllowed(policy, IsFloor(policy)) is { } why ? [new("spec", why)] : [];

    private IEnumerable<AdmissionWarning> UnknownNames(WorkspacePrivacyPolicySpec spec) =>
        _consequences.Known().FindUnknown(spec).Select(field => new AdmissionWarning(field.Path, field.Message));

    private IEnumerable<AdmissionWarning> Unbounded(WorkspacePrivacyPolicy policy)
    {
        var levels = new PolicyLevels(context.Floor, policy);
        if (PolicyFields.MaxRetentionDays.Merge(levels).Value is null
            && PolicyFields.ZeroDataRetention.Merge(levels).Value is not true)
            yield return new("spec.retention", "absent, and no floor says it: providers may keep prompts for any time");
    }

    private IEnumerable<AdmissionWarning> WithoutStore(WorkspacePrivacyPolicy policy)
    {
        var levels = new PolicyLevels(context.Floor, policy);
        if (policy.Spec.InputOutputLogging?.Enabled is true
            && PolicyFields.LoggingStore.Merge(levels).Value is null
            && PolicyFields.LoggingEuropeStore.Merge(levels).Value is null
            && PolicyFields.Store.Merge(levels).Value is null)
            yield return new("spec.store", "absent: what is logged stays on the disk of each pod and goes with it");
    }

    private IEnumerable<AdmissionWarning> OfDestination(ObservabilityDestination destination)
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
