using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Json;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Injection;

/// <summary>
/// For which operating system a pod is. What it says itself counts first, then what it demands of its node, then what makes sense
/// on Windows alone. An item of a list that is null says nothing.
/// </summary>
internal static class PodSystem
{
    private const string Linux = "linux";
    private const string Windows = "windows";

    /// <summary>A label of Windows nodes alone.</summary>
    private const string WindowsBuild = "node.kubernetes.io/windows-build";

    private static readonly string[] Labels = ["kubernetes.io/os", "beta.kubernetes.io/os"];

    /// <summary>Keys of taints by which clouds, and Kubernetes' documentation, keep Linux pods off Windows nodes.</summary>
    private static readonly string[] Taints = [.. Labels, "node.kubernetes.io/os", "os"];

    /// <summary>The one that is kept of a pod for Windows.</summary>
    public static SlimPodOS OfWindows { get; } = new() { Name = Windows };

    /// <summary>What a pod's placement is decided by.</summary>
    /// <exception cref="InvalidPodException">A field of it is of another type than a pod's.</exception>
    public static SlimPodSpec Placement(JsonObject? spec)
    {
        try
        {
            return spec.Deserialize(KubernetesJson.TypeInfo<SlimPodSpec>()) ?? new SlimPodSpec();
        }
        catch (JsonException)
        {
            throw new InvalidPodException("spec");
        }
    }

    /// <summary>The field by which a pod is for Windows; null: it isn't.</summary>
    public static string? WindowsField(SlimPodSpec? spec)
    {
        if (spec is null)
            return null;
        if (spec.Os?.Name is { Length: > 0 } own)
            return own == Windows ? "spec.os" : null;
        var selector = (spec.NodeSelector ?? new Dictionary<string, string>())
            .Select(label => new V1LabelSelectorRequirement { Key = label.Key, OperatorProperty = "In", Values = [label.Value] })
            .ToList();
        var terms = spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms ?? [];
        bool AllDemand(string system) => terms.Count > 0 && terms.All(term => Demands(term?.MatchExpressions, system));
        if (Demands(selector, Linux) || AllDemand(Linux))
            return null;
        return Demands(selector, Windows) ? "spec.nodeSelector"
            : AllDemand(Windows) ? "spec.affinity.nodeAffinity"
            : (spec.Tolerations ?? []).Any(IsOfWindows) ? "spec.tolerations"
            : HasOptions(spec.SecurityContext) ? "spec.securityContext.windowsOptions"
            : WithOptions("containers", spec.Containers) ?? WithOptions("initContainers", spec.InitContainers);
    }

    /// <summary>Whether nodes of the one system can meet the demands, and those of the other can't.</summary>
    private static bool Demands(IReadOnlyList<V1LabelSelectorRequirement>? demands, string system) =>
        (demands ?? []).OfType<V1LabelSelectorRequirement>().Any(demand =>
            demand.Key == WindowsBuild
                ? system == (demand.OperatorProperty is "Exists" or "In" ? Windows : Linux)
                : Labels.Contains(demand.Key) && Meets(demand, system) && !Meets(demand, system == Linux ? Windows : Linux));

    private static bool Meets(V1LabelSelectorRequirement demand, string system) =>
        demand.Matches(new Dictionary<string, string> { [demand.Key] = system });

    private static bool IsOfWindows(SlimToleration? toleration) =>
        Taints.Contains(toleration?.Key) && string.Equals(toleration?.Value, Windows, StringComparison.OrdinalIgnoreCase);

    private static string? WithOptions(string list, IReadOnlyList<SlimContainer>? containers)
    {
        for (var i = 0; i < (containers?.Count ?? 0); i++)
        {
            if (HasOptions(containers![i]?.SecurityContext))
                return $"spec.{list}[{i}].securityContext.windowsOptions";
        }
        return null;
    }

    private static bool HasOptions(SlimSecurityContext? context) =>
        context?.WindowsOptions is { } options && options != new SlimWindowsSecurityContextOptions();
}
