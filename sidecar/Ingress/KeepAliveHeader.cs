using K8sRouter.Core.CommandLine;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>A caller's own word on comments that keep its connection alive until an answer begins.</summary>
internal static class KeepAliveHeader
{
    public const string Name = "X-K8sRouter-Keep-Alive";

    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Min = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads it; what isn't null is what is wrong with it.</summary>
    /// <param name="value">The header; null: there is none, and the setting holds.</param>
    /// <param name="setting">Time between two comments where the caller names none; zero: no comments.</param>
    /// <param name="interval">Time between two comments; zero: no comments.</param>
    public static string? Read(string? value, TimeSpan setting, out TimeSpan interval)
    {
        interval = setting;
        switch (value)
        {
            case null or "":
                return null;
            case "true":
                interval = setting > TimeSpan.Zero ? setting : Usual;
                return null;
            case "false":
                interval = TimeSpan.Zero;
                return null;
            default:
                return Durations.TryParse(value, out interval) && interval >= Min
                    ? null
                    : $"{Name}: '{value}' is none of true, false and a time of 100ms or more, such as 1s.";
        }
    }
}
