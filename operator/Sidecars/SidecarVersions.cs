namespace K8sRouter.Operator.Sidecars;

/// <summary>
/// How many sidecars say which version. The word is a pod's own, so that there may be as many as pods: only the most frequent
/// are named.
/// </summary>
internal static class SidecarVersions
{
    /// <summary>In the place of the versions that aren't named.</summary>
    public const string Other = "other";

    /// <summary>Of sidecars that don't say one: those before it was asked for.</summary>
    public const string Unknown = "unknown";

    /// <summary>The most frequent versions of sidecars that answer, the rest together, and those that say none.</summary>
    /// <param name="sidecars">What was last seen of them.</param>
    /// <param name="most">How many versions are named.</param>
    public static IReadOnlyList<KeyValuePair<string, int>> Count(IEnumerable<SidecarObservation> sidecars, int most)
    {
        var counted = sidecars.Where(sidecar => sidecar.Reached).CountBy(sidecar => Short(sidecar.Version) ?? Unknown)
            .OrderBy(item => item.Key == Unknown)
            .ThenByDescending(item => item.Value).ThenBy(item => item.Key, StringComparer.Ordinal)
            .ToArray();
        var named = counted.Where(item => item.Key != Unknown).Take(most).ToArray();
        var rest = counted.Where(item => item.Key != Unknown).Skip(most).Sum(item => item.Value);
        return
        [
            .. named,
            .. rest > 0 ? [KeyValuePair.Create(Other, rest)] : Array.Empty<KeyValuePair<string, int>>(),
            .. counted.Where(item => item.Key == Unknown),
        ];
    }

    /// <summary>Without the commit that a build adds after a plus.</summary>
    private static string? Short(string? version) => version?.Split('+')[0];
}
