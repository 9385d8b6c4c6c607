using System.Globalization;

namespace K8sRouter.Sidecar.Diagnostics;

/// <summary>HTTP statuses as text, made once: labels of metrics must not allocate per request.</summary>
internal static class StatusText
{
    private static readonly string[] Known =
        [.. Enumerable.Range(100, 500).Select(status => status.ToString(CultureInfo.InvariantCulture))];

    public static string Of(int status) => status is >= 100 and < 600 ? Known[status - 100] : "other";
}
