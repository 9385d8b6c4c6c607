using System.CommandLine;
using K8sRouter.Core.CommandLine;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Commands;

/// <summary>The flags, each of which can be given as an environment variable too.</summary>
/// <param name="flags">Makes them.</param>
internal sealed class OperatorOptions(Flags flags)
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    public Option<string?> Resources { get; } = flags.Text(
        "resources", "DIR", "Folder of manifests: *.yaml, *.yml and *.json below it.", null);

    public Option<string?> ConfigOut { get; } = flags.Text(
        "config-out", "DIR", "Folder that gets a volume per workspace, as sidecars mount it.", null,
        recursive: false);

    public Option<string?> OperatorNamespace { get; } = flags.Text(
        "operator-namespace", "NAMESPACE", "Namespace of the organization floor and of the platform's credentials.",
        OperatorNames.Namespace);

    public Option<string?> SigningKey { get; } = flags.Text(
        "signing-key", "FILE",
        "Private key on P-256 in PEM, by which configurations are signed; its public half is for the sidecars' --config-key.",
        null, recursive: false);

    public Option<bool> Once { get; } = flags.Switch("once", "Deliver what is there and exit.");

    public Option<bool> Check { get; } = flags.Switch(
        "check", "Validate and compile only: writes nothing, exits 1 on problems.");

    /// <summary>As text: a bad environment variable is told as kindly as a bad flag.</summary>
    public Option<string?> Interval { get; } = flags.Text(
        "interval", "TIME", "Time between two looks at the folder, such as 250ms or 5s.", "250ms", recursive: false);

    /// <summary>The interval; null: it isn't one.</summary>
    public TimeSpan? IntervalOf(ParseResult parsed) =>
        Durations.TryParse(parsed.GetValue(Interval), out var interval)
        && interval >= ShortestInterval && interval <= LongestInterval
            ? interval
            : null;
}
