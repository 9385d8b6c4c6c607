using K8sRouter.Operator.Sidecars;

namespace K8sRouter.Operator.Controllers.Workspaces;

/// <summary>Pods in sentences.</summary>
internal static class PodNames
{
    private const int MostNames = 3;

    /// <summary>How many of how many, and the first few by name.</summary>
    public static string Of(IReadOnlyCollection<SidecarObservation> some, int all)
    {
        var names = some.Select(sidecar => sidecar.Pod).Order(StringComparer.Ordinal).Take(MostNames);
        var more = some.Count > MostNames ? ", ..." : "";
        return $"{some.Count} of {Count(all)} ({string.Join(", ", names)}{more})";
    }

    public static string Count(int sidecars) => sidecars == 1 ? "1 sidecar" : $"{sidecars} sidecars";
}
