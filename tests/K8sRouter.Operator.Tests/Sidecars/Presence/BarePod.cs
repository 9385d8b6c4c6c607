using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Tests.Sidecars.Presence;

/// <summary>A running pod.</summary>
internal static class BarePod
{
    public static SlimPod Of(
        string name = "web-1", string? labels = null, string? annotations = null, V1OwnerReference? owner = null, bool? hostNetwork = null,
        string phase = "Running") => new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = "team-a",
                Uid = $"uid-{name}",
                Labels = Map(labels),
                Annotations = Map(annotations),
                OwnerReferences = owner is null ? null : [owner],
            },
            Spec = new SlimPodSpec { HostNetwork = hostNetwork, NodeName = "node-1", Containers = [new SlimContainer { Name = "app" }] },
            Status = new SlimPodStatus { Phase = phase, PodIP = "10.0.0.7" },
        };

    public static V1OwnerReference Owner(string kind, string name) =>
        new() { ApiVersion = "apps/v1", Kind = kind, Name = name, Uid = "uid-owner", Controller = true };

    private static Dictionary<string, string>? Map(string? text) => text?.Split(',').Select(item => item.Split('='))
        .ToDictionary(item => item[0], item => item[1]);
}
