using System.Globalization;

namespace K8sRouter.Operator.Sidecars.Presence;

/// <summary>Pods, for a sentence.</summary>
/// <param name="Count">How many.</param>
/// <param name="Names">The first few by name.</param>
internal sealed record PodList(int Count, string Names)
{
    public static readonly PodList Empty = new(0, "");

    private const int MostNames = 3;

    public static PodList Of(IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
            return Empty;
        var first = names.Order(StringComparer.Ordinal).Take(MostNames);
        return new(names.Count, string.Join(", ", first) + (names.Count > MostNames ? ", ..." : ""));
    }

    /// <summary>Such as <c>1 pod (web-1)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Count} {(Count == 1 ? "pod" : "pods")} ({Names})");
}
