using System.Globalization;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>Lengths of time for people.</summary>
internal static class Spans
{
    /// <summary>Such as <c>7 days</c> or <c>36 hours</c>.</summary>
    public static string Text(long seconds) =>
        seconds % 86_400 == 0 ? Amounts.Count(seconds / 86_400, "day")
        : seconds % 3600 == 0 ? Amounts.Count(seconds / 3600, "hour")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds} seconds");
}
