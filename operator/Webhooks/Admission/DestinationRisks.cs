using K8sRouter.Crds.ObservabilityDestinations;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>Risky settings of an ObservabilityDestination.</summary>
internal static class DestinationRisks
{
    public static IReadOnlyList<Risk<ObservabilityDestinationSpec>> All { get; } =
    [
        new("spec.allowPlaintext", spec => spec.AllowPlaintext && spec.Config?.Values.Any(IsPlaintext) is true,
            "traces and credentials cross the network readable"),
        new("spec.contentMode", spec => spec is { ContentMode: ContentMode.Full, Location: null },
            "Full: prompts and completions are sent to a destination whose location isn't declared"),
        new("spec.zeroRetention", spec => spec is { ContentMode: ContentMode.Full, ZeroRetention: true },
            "true: it gets the content of calls that demand zero data retention too; declare it of what keeps nothing alone"),
    ];

    private static bool IsPlaintext(string value) => value.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}
