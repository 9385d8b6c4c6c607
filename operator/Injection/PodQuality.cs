using System.Text.Json.Nodes;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Injection;

/// <summary>Which quality of service Kubernetes gives a pod: by it a node chooses whom to evict.</summary>
internal static class PodQuality
{
    private static readonly string[] Resources = ["cpu", "memory"];

    /// <summary>
    /// Whether a pod is Guaranteed without the sidecar: each container has limits, and asks for as much. Where the pod has
    /// resources of its own these decide alone, and no container changes it.
    /// </summary>
    /// <exception cref="InvalidPodException">It isn't a pod.</exception>
    public static bool IsGuaranteed(JsonObject pod)
    {
        var spec = pod.Object("spec");
        var others = PodContainers.In(spec, PodContainers.Init).Concat(PodContainers.In(spec, PodContainers.Regular))
            .Where(one => one.Name != ResourceMarks.SidecarContainer).ToList();
        return spec.Object("resources") is null && others.Count > 0
            && others.All(one => AsksForItsLimits(one.Json.Object("resources")));
    }

    private static bool AsksForItsLimits(JsonObject? resources) => Resources.All(name =>
        AmountOf(resources.Object("limits"), name) is { } limit && limit > 0
        && (AmountOf(resources.Object("requests"), name) ?? limit) == limit);

    /// <summary>An amount, which people write as a number as well; null: none.</summary>
    private static decimal? AmountOf(JsonObject? amounts, string name) =>
        amounts?[name] is JsonValue value && Quantity.TryParse(value.ToString(), out var amount) ? amount : null;
}
