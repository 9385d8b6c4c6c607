using System.Reflection;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Crds.Schema;

/// <summary>The kinds that we know: our own, and the two core ones that a folder of manifests brings along.</summary>
internal static class ResourceTypes
{
    public static IReadOnlyList<ResourceType> Custom { get; } =
    [
        Describe(typeof(ModelProvider)),
        Describe(typeof(WorkspacePrivacyPolicy)),
        Describe(typeof(ObservabilityDestination)),
    ];

    public static IReadOnlyList<ResourceType> All { get; } =
        [.. Custom, Describe(typeof(V1Secret)), Describe(typeof(V1Namespace))];

    public static ResourceType? Find(string? kind) => All.FirstOrDefault(type => type.Entity.Kind == kind);

    private static ResourceType Describe(Type type) => new(type, type.GetCustomAttribute<KubernetesEntityAttribute>()!);
}
