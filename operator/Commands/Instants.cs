using System.Globalization;

namespace K8sRouter.Operator.Commands;

/// <summary>Instants for people, in UTC: policies are dated in it.</summary>
internal static class Instants
{
    public static string Text(DateTimeOffset instant) =>
        instant.TimeOfDay == TimeSpan.Zero && instant.Offset == TimeSpan.Zero
            ? instant.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
