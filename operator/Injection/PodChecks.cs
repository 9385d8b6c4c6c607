using System.Text.Json.Nodes;
using K8sRouter.Crds.Validation;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Injection;

/// <summary>What in a pod keeps a sidecar out. Each problem says where, what, and what to do.</summary>
internal static class PodChecks
{
    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];

    /// <summary>By kind of probe, what names its port.</summary>
    private static readonly string[] ProbeActions = ["httpGet", "tcpSocket", "grpc"];

    public static IEnumerable<InjectionProblem> All(JsonObject pod, InjectedParts injected, SidecarWishes wishes)
    {
        var spec = pod.Object("spec");
        var others = PodContainers.Of(spec).Where(one => one.Name != ResourceMarks.SidecarContainer).ToList();
        return Names(spec, injected)
            .Concat(others.SelectMany(Mounts))
            .Concat(others.SelectMany(one => Ports(one, wishes)))
            .Concat(Processes(spec))
            .Concat(Users(spec, others));
    }

    private static IEnumerable<InjectionProblem> Names(JsonObject? spec, InjectedParts injected)
    {
        var named = PodContainers.Of(spec).Where(one => one.Name == ResourceMarks.SidecarContainer).ToList();
        if (named.Count > (injected.IsMarked ? 1 : 0))
        {
            yield return Taken($"{named[^1].Path}.name", ResourceMarks.SidecarContainer,
                "is the name of the sidecar that is injected: give this container another. A sidecar written by hand has no "
                + $"place in a pod that asks for one by the label {ResourceMarks.Inject}");
        }
        if (injected.IsMarked && named.Count > 0)
            yield break;
        var volumes = spec.Objects("volumes");
        for (var i = 0; i < volumes.Count; i++)
        {
            if (volumes[i].Text("name") is PodMarks.ConfigVolume or PodMarks.SpoolVolume)
            {
                yield return Taken($"spec.volumes[{i}].name", volumes[i].Text("name")!,
                    "is the name of a volume that is injected: give this one another");
            }
        }
    }

    /// <summary>The volume need not be there yet for a pod to speak of it: ours would be what it gets.</summary>
    private static IEnumerable<InjectionProblem> Mounts(PodContainer container)
    {
        var mounts = container.Json.Objects("volumeMounts");
        for (var i = 0; i < mounts.Count; i++)
        {
            if (mounts[i].Text("name") is PodMarks.ConfigVolume or PodMarks.SpoolVolume)
            {
                yield return Taken($"{container.Path}.volumeMounts[{i}].name", mounts[i].Text("name")!,
                    "is a volume with the sidecar's keys or records, and for the sidecar alone: take the mount away");
            }
        }
    }

    private static InjectionProblem Taken(string path, string name, string why) =>
        new(InjectionReasons.NameTaken, path, ProblemReason.Invalid, $"Invalid value: \"{name}\": {why}");

    private static IEnumerable<InjectionProblem> Ports(PodContainer container, SidecarWishes wishes)
    {
        var declared = container.Json.Objects("ports");
        for (var i = 0; i < declared.Count; i++)
        {
            var path = $"{container.Path}.ports[{i}].containerPort";
            if (declared[i].Text("protocol") is null or "TCP"
                && PortProblem(path, declared[i].Number("containerPort"), container, wishes) is { } taken)
                yield return taken;
        }
        foreach (var probe in Probes)
        {
            foreach (var action in ProbeActions)
            {
                // A name stands for a port that is declared, and looked at there.
                if (container.Json.Object(probe).Object(action) is { } asked
                    && asked["port"] is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number
                    && PortProblem(
                        $"{container.Path}.{probe}.{action}.port", asked.Number("port"), container, wishes) is { } taken)
                    yield return taken;
            }
        }
    }

    private static InjectionProblem? PortProblem(string path, long? port, PodContainer container, SidecarWishes wishes)
    {
        var (what, annotation) = port == wishes.Port ? ("data port", PodMarks.Port)
            : port == wishes.AdminPort ? ("admin port", PodMarks.AdminPort)
            : ("", "");
        return annotation.Length == 0 ? null : new(
            InjectionReasons.PortTaken, path, ProblemReason.Invalid,
            $"Invalid value: {port}: container {WishReader.Shown(container.Name)} uses the sidecar's {what}, and all "
            + $"containers of a pod share their ports: give the sidecar another by the pod's annotation {annotation}");
    }

    private static IEnumerable<InjectionProblem> Processes(JsonObject? spec)
    {
        if (spec.IsTrue("shareProcessNamespace"))
        {
            yield return new(
                InjectionReasons.SharedProcessNamespace, "spec.shareProcessNamespace", ProblemReason.Invalid,
                "Invalid value: true: the other containers could read the sidecar's keys by way of /proc. Take it away, or take "
                + $"the pod out by the label {ResourceMarks.Inject}: {ResourceMarks.InjectDisabled}");
        }
    }

    private static IEnumerable<InjectionProblem> Users(JsonObject? spec, List<PodContainer> others)
    {
        if (spec.Object("securityContext").Number("runAsUser") == PodMarks.UserId)
            yield return Equal("spec.securityContext.runAsUser");
        foreach (var container in others)
        {
            if (container.Json.Object("securityContext").Number("runAsUser") == PodMarks.UserId)
                yield return Equal($"{container.Path}.securityContext.runAsUser");
        }
    }

    private static InjectionProblem Equal(string path) => new(
        InjectionReasons.EqualUid, path, ProblemReason.Invalid,
        $"Invalid value: {PodMarks.UserId}: is the sidecar's own user, whose processes and files are for it alone: choose "
        + "another");
}
