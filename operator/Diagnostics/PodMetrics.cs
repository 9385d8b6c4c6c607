using System.Diagnostics.Metrics;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Sidecars.Completion;
using K8sRouter.Operator.Sidecars.Presence;

namespace K8sRouter.Operator.Diagnostics;

/// <summary>
/// What the leader counts of pods, over all workspaces: a policy's condition says where. Versions are what pods say, and so only
/// the most frequent are labels.
/// </summary>
internal static class PodMetrics
{
    private const int MostVersions = 10;

    /// <summary>Makes the instruments, which read what is known anyway.</summary>
    /// <param name="meter">Theirs.</param>
    /// <param name="presence">By workspace.</param>
    /// <param name="sidecars">What was last seen of each.</param>
    /// <param name="quits">What came of telling sidecars to end.</param>
    /// <param name="foreignWrites">How often somebody else wrote what sidecars mount, by kind of object.</param>
    public static void Observe(
        Meter meter, Func<IEnumerable<PresenceView>> presence, Func<IReadOnlyList<SidecarObservation>> sidecars,
        Func<IReadOnlyDictionary<QuitOutcome, long>> quits, Func<IReadOnlyDictionary<string, long>> foreignWrites)
    {
        meter.CreateObservableGauge(
            "k8srouter_pods_without_sidecar",
            () => Counts(
                presence, "reason",
                ("missing", one => one.Missing.Count), ("opted_out", one => one.OptedOut.Count),
                ("host_network", one => one.HostNetwork.Count), ("windows", one => one.Windows.Count),
                ("skipped", one => one.Skipped.Count)),
            description: "Pods that were to have a sidecar and have none, by reason; skipped: for another that stands there.");
        meter.CreateObservableGauge(
            "k8srouter_pods_with_sidecar",
            () => Counts(
                presence, "image",
                ("current", one => one.Injected - one.Outdated.Count), ("other", one => one.Outdated.Count)),
            description: "Pods with a sidecar, by whether its image is what new pods get.");
        meter.CreateObservableGauge(
            "k8srouter_sidecars",
            () => SidecarVersions.Count(sidecars(), MostVersions)
                .Select(one => new Measurement<long>(one.Value, Label("version", one.Key))),
            description: "Sidecars that answer, by version.");
        meter.CreateObservableCounter(
            "k8srouter_sidecar_quits_total",
            () => quits().Select(one => new Measurement<long>(one.Value, Label("outcome", Word(one.Key)))),
            description: "Attempts to end a sidecar that keeps a pod from completing, by outcome.");
        meter.CreateObservableCounter(
            "k8srouter_foreign_writes_total",
            () => foreignWrites().Select(one => new Measurement<long>(one.Value, Label("kind", one.Key))),
            description: "Writes by somebody else to the ConfigMap or Secret of a workspace, by kind; each was put right.");
        meter.CreateObservableGauge(
            "k8srouter_sidecars_unverified",
            () => sidecars().Count(one => one is { Reached: true, ConfigKeys.Count: 0 }),
            description: "Sidecars that came without the operator's key, and take configurations that nobody signed.");
    }

    private static IEnumerable<Measurement<long>> Counts(
        Func<IEnumerable<PresenceView>> presence, string label, params (string Value, Func<PresenceView, int> Count)[] counts)
    {
        var views = presence().ToArray();
        return counts.Select(one => new Measurement<long>(views.Sum(one.Count), Label(label, one.Value)));
    }

    private static string Word(QuitOutcome outcome) => outcome switch
    {
        QuitOutcome.Accepted => "accepted",
        QuitOutcome.NoToken => "no_token",
        QuitOutcome.Refused => "refused",
        QuitOutcome.NotUnderstood => "not_understood",
        _ => "unreached",
    };

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
