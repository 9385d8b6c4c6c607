using System.Text.Json.Nodes;

namespace K8sRouter.Operator.Injection;

/// <summary>Lists of containers.</summary>
internal static class PodContainers
{
    public const string Regular = "containers";

    public const string Init = "initContainers";

    private const string Ephemeral = "ephemeralContainers";

    /// <summary>All containers of a pod, in the order of their start.</summary>
    public static IEnumerable<PodContainer> Of(JsonObject? spec) =>
        new[] { Init, Regular, Ephemeral }.SelectMany(list => In(spec, list));

    /// <summary>Those of one list.</summary>
    public static IEnumerable<PodContainer> In(JsonObject? spec, string list) =>
        spec.Objects(list).Select((json, index) => new PodContainer(list, index, json));
}
