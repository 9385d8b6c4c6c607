using System.Text.Json.Nodes;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Webhooks.Admission;

namespace K8sRouter.Operator.Injection;

/// <summary>What whoever creates a pod with a sidecar should know.</summary>
internal static class PodWarnings
{
    private const int LongestName = 100;

    /// <param name="pod">The pod as it came.</param>
    /// <param name="wishes">What it asks for.</param>
    /// <param name="mode">What it gets.</param>
    /// <param name="features">What the cluster can do.</param>
    public static IEnumerable<AdmissionWarning> All(JsonObject pod, SidecarWishes wishes, string mode, ServerFeatures features)
    {
        var spec = pod.Object("spec");
        return UnknownMarks(pod)
            .Concat(Mode(pod, mode, features))
            .Concat(spec.IsTrue("hostPID") ? [HostProcesses] : [])
            .Concat(PodContainers.Of(spec).Where(one => one.Name != ResourceMarks.SidecarContainer)
                .SelectMany(one => Environment(one, wishes).Concat(Proxy(one, mode))));
    }

    private static AdmissionWarning HostProcesses { get; } = new(
        "spec.hostPID", "a privileged container of this pod could read the sidecar's keys by way of /proc");

    /// <summary>Names of ours that mean nothing: most are misspelt, or a label where an annotation belongs.</summary>
    private static IEnumerable<AdmissionWarning> UnknownMarks(JsonObject pod)
    {
        var metadata = pod.Object("metadata");
        foreach (var name in Unknown(metadata.Object("annotations"), PodMarks.Annotations))
        {
            yield return new(
                $"metadata.annotations[{Cut(name)}]",
                PodMarks.Labels.Contains(name) ? "is a label, and means nothing as an annotation"
                    : $"means nothing. {Suggestion(name, PodMarks.Wishes)}");
        }
        foreach (var name in Unknown(metadata.Object("labels"), PodMarks.Labels))
        {
            yield return new(
                $"metadata.labels[{Cut(name)}]",
                PodMarks.Annotations.Contains(name) ? "is an annotation, and means nothing as a label"
                    : $"means nothing. {Suggestion(name, [ResourceMarks.Inject])}");
        }
    }

    private static IEnumerable<string> Unknown(JsonObject? marks, IReadOnlyList<string> known) =>
        (marks ?? []).Select(mark => mark.Key)
            .Where(name => name.StartsWith(PodMarks.Prefix, StringComparison.Ordinal) && !known.Contains(name));

    private static string Suggestion(string name, IReadOnlyList<string> names) =>
        name.Length > LongestName ? "" : NearNames.Sentence(WithoutPrefix(name), names.Select(WithoutPrefix));

    /// <summary>What all have in common makes all alike.</summary>
    private static string WithoutPrefix(string name) => name[PodMarks.Prefix.Length..];

    private static string Cut(string name) => name.Length > LongestName ? name[..LongestName] + "..." : name;

    private static IEnumerable<AdmissionWarning> Mode(JsonObject pod, string mode, ServerFeatures features)
    {
        if (mode == SidecarModes.Native)
        {
            if (features.NoNative is { } why)
            {
                yield return new(
                    WishReader.PathOf(ResourceMarks.SidecarMode),
                    $"native sidecars need Kubernetes 1.29, and {why}: an older server refuses the pod, on an older "
                    + "node it never starts");
            }
            yield break;
        }
        if (pod.Object("spec").Text("restartPolicy") is "Never" or "OnFailure")
        {
            yield return new(
                "spec.restartPolicy",
                "the pod ends when its sidecar does, and the operator ends that once all other containers have ended: while no "
                + "operator runs, it doesn't complete");
        }
    }

    private static IEnumerable<AdmissionWarning> Environment(PodContainer container, SidecarWishes wishes)
    {
        var set = container.Json.Objects("env");
        if (AppEnvironment.TakesFromElsewhere(container)
            && AppEnvironment.Keys.Where(key => !set.Any(one => one.Text("name") == key)).ToList() is { Count: > 0 } missing)
        {
            yield return new(
                $"{container.Path}.envFrom",
                $"{string.Join(" and ", missing)} may come from there, so no placeholder is set; a client library that "
                + "finds none may refuse to start");
        }
        foreach (var (name, value) in AppEnvironment.Urls($"{wishes.Port}"))
        {
            if (set.FirstOrDefault(one => one.Text("name") == name) is { } own && own.Text("value") != value)
                yield return new($"{container.Path}.env[{name}]", "is set by the pod itself: its calls may pass the sidecar by");
        }
    }

    /// <summary>An init container runs before a classic sidecar, which it can't call.</summary>
    private static IEnumerable<AdmissionWarning> Proxy(PodContainer container, string mode) =>
        (mode == SidecarModes.Native || container.List != PodContainers.Init)
        && ProxyEnvironment.ProblemOf(container) is { } problem ? [problem] : [];
}
