using System.Globalization;

namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>
/// Versions of objects. They are opaque by an old promise and numbers in every server there is; since Kubernetes 1.35 numbers by
/// promise too. One that isn't a number is never older.
/// </summary>
internal static class ResourceVersions
{
    /// <summary>Whether the first is surely older than the second.</summary>
    public static bool IsOlder(string? version, string? than) =>
        ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out ulong first)
        && ulong.TryParse(than, NumberStyles.None, CultureInfo.InvariantCulture, out ulong second)
        && first < second;
}
