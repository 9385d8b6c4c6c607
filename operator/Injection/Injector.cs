using System.Globalization;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Validation;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Webhooks.Admission;

namespace K8sRouter.Operator.Injection;

/// <summary>
/// Decides about a pod and makes the patch that gives it its sidecar. Pure: the same pod and facts give the same answer, and an
/// answer's pod, asked about again, gives an empty patch. The pod stays raw JSON, so that fields of Kubernetes to come survive.
/// </summary>
internal static class Injector
{
    private const string Name = ResourceMarks.SidecarContainer;

    /// <exception cref="InvalidPodException">It isn't a pod.</exception>
    public static InjectionDecision Inject(
        JsonObject pod, NamespaceFacts @namespace, InjectionSettings settings, ServerFeatures features)
    {
        if (Untouched(pod, @namespace) is { } untouched)
            return untouched;
        if (BadLabel(pod) is { } bad)
            return bad;
        if (Unfit(pod) is { } unfit)
            return unfit;
        if (Unready(@namespace, settings) is { } unready)
            return unready;

        var (problems, warnings) = (new List<InjectionProblem>(), new List<AdmissionWarning>());
        var wishes = WishReader.Read(pod, settings, problems, warnings);
        var injected = InjectedParts.Of(pod);
        problems.AddRange(PodChecks.All(pod, injected, wishes));
        if (problems.Count > 0)
            return InjectionDecision.Refuse(problems);
        if (ModeOf(wishes, settings, features) is not { } mode)
        {
            return InjectionDecision.Refuse(
                InjectionReasons.NotYetKnown,
                "the operator has just started and doesn't know the cluster's nodes yet: try again in a moment");
        }
        warnings.AddRange(PodWarnings.All(pod, wishes, mode, features));
        return Patched(pod, injected, wishes, settings, @namespace, mode) with { Warnings = warnings };
    }

    /// <summary>Pods that are none of ours; nothing is written to them.</summary>
    private static InjectionDecision? Untouched(JsonObject pod, NamespaceFacts @namespace)
    {
        var metadata = pod.Object("metadata");
        var label = metadata.Object("labels").Text(ResourceMarks.Inject);
        if (metadata.Object("annotations")?.ContainsKey(PodMarks.Mirror) is true)
        {
            return InjectionDecision.Skip(
                InjectionReasons.MirrorPod, "a kubelet shows a pod of its own, which can't be changed here");
        }
        if (label == ResourceMarks.InjectDisabled)
        {
            return InjectionDecision.Skip(
                InjectionReasons.OptedOut, $"the pod has the label {ResourceMarks.Inject}: {ResourceMarks.InjectDisabled}");
        }
        if (label is null && !@namespace.OptedIn)
        {
            return InjectionDecision.Skip(
                InjectionReasons.NotOptedIn, $"neither the pod nor its namespace has the label {ResourceMarks.Inject}");
        }
        if (@namespace.IsSystem)
        {
            return Warned(
                InjectionDecision.Skip(
                    InjectionReasons.SystemNamespace,
                    $"pods of the namespace {@namespace.Name} get no sidecar: nothing that they need may need them"),
                "metadata.namespace");
        }
        return null;
    }

    private static InjectionDecision? BadLabel(JsonObject pod)
    {
        const string Label = ResourceMarks.Inject;
        return pod.Object("metadata").Object("labels").Text(Label) is not { } value || value == ResourceMarks.InjectEnabled
            ? null
            : InjectionDecision.Refuse([new(
                InjectionReasons.BadLabel, $"metadata.labels[{Label}]", ProblemReason.NotSupported,
                $"Unsupported value: {WishReader.Shown(value)}: must be one of {ResourceMarks.InjectEnabled}, "
                + $"{ResourceMarks.InjectDisabled}")]);
    }

    /// <summary>Pods that can't have a sidecar whatever anybody does. They are created without, and say so themselves.</summary>
    private static InjectionDecision? Unfit(JsonObject pod)
    {
        var spec = pod.Object("spec");
        if (spec.IsTrue("hostNetwork"))
        {
            return Marked(pod, "spec.hostNetwork", InjectionDecision.Skip(
                InjectionReasons.HostNetwork,
                "the pod shares the node's network, where the sidecar's ports would be everyone's: it gets no sidecar"));
        }
        if (PodSystem.WindowsField(PodSystem.Placement(spec)) is { } field)
        {
            return Marked(pod, field, InjectionDecision.Skip(
                InjectionReasons.Windows,
                "the pod is for Windows, and the sidecar runs on Linux alone: it gets none. If the pod is for Linux, its "
                + "nodeSelector kubernetes.io/os: linux says so"));
        }
        return null;
    }

    private static InjectionDecision Marked(JsonObject pod, string path, InjectionDecision skip)
    {
        var patch = new PodPatch(pod.DeepClone().AsObject());
        patch.SetText(skip.Reason, "metadata", "annotations", ResourceMarks.InjectionSkipped);
        return Warned(skip with { Operations = patch.Operations }, path);
    }

    private static InjectionDecision Warned(InjectionDecision skip, string path) =>
        skip with { Warnings = [new(path, skip.Sentence)] };

    /// <summary>What isn't the pod's fault.</summary>
    private static InjectionDecision? Unready(NamespaceFacts @namespace, InjectionSettings settings)
    {
        if (@namespace.IsWorkspace is null)
        {
            return InjectionDecision.Refuse(
                InjectionReasons.NotYetKnown,
                $"the operator doesn't know the namespace {@namespace.Name} yet: try again in a moment");
        }
        if (@namespace.IsWorkspace is false)
        {
            return InjectionDecision.Refuse(
                InjectionReasons.NotAWorkspace,
                $"the pod asks for a sidecar by the label {ResourceMarks.Inject}, and the namespace {@namespace.Name} is no "
                + "workspace, so that there is no configuration for one: label the namespace "
                + $"{ResourceMarks.Inject}={ResourceMarks.InjectEnabled} or write a WorkspacePrivacyPolicy there, or take the "
                + "label off the pod");
        }
        if (settings.Image is null)
        {
            return InjectionDecision.Refuse(
                InjectionReasons.NoSidecarImage,
                "the operator wasn't told which image to inject: set K8SROUTER_SIDECAR_IMAGE in its Deployment. To create the "
                + $"pod without a sidecar, label it {ResourceMarks.Inject}={ResourceMarks.InjectDisabled}");
        }
        return null;
    }

    /// <summary>The pod's word, else the operator's, else what the cluster can do; null: that isn't known yet.</summary>
    private static string? ModeOf(SidecarWishes wishes, InjectionSettings settings, ServerFeatures features) =>
        wishes.Mode is { } wanted ? wanted
        : settings.Mode != SidecarModes.Auto ? settings.Mode
        : !features.IsKnown ? null
        : features.NoNative is null ? SidecarModes.Native
        : SidecarModes.Classic;

    private static InjectionDecision Patched(
        JsonObject pod, InjectedParts injected, SidecarWishes wishes, InjectionSettings settings, NamespaceFacts @namespace,
        string mode)
    {
        var patch = new PodPatch(pod.DeepClone().AsObject());
        var sidecar = SidecarContainer.Of(pod, wishes, settings, @namespace, mode);
        // What others made of our container since we put it there, such as a mirror's image or a bigger request, is theirs.
        var isCurrent = injected.Revision == sidecar.Revision && injected.Container is { } own && IsWhole(own, mode);
        if (!isCurrent)
            Put(patch, injected.Container, sidecar.Json, mode);
        foreach (var volume in sidecar.Volumes)
            Put(patch, volume, isCurrent);
        Environment(patch, wishes, mode, isCurrent ? null : injected.Port);
        Marks(patch, wishes, settings, sidecar.Revision, mode);
        var reason = !isCurrent
            ? injected.Container is null ? InjectionReasons.Injected : InjectionReasons.Replaced
            : patch.Operations.Count > 0 ? InjectionReasons.Completed : InjectionReasons.Unchanged;
        return new()
        {
            Verdict = InjectionVerdict.Injected,
            Reason = reason,
            Sentence = reason switch
            {
                InjectionReasons.Injected => "the pod gets a sidecar",
                InjectionReasons.Replaced => "the pod's sidecar, of another version or other settings, is replaced",
                InjectionReasons.Completed => "what was added to the pod after its sidecar gets what it lacks",
                _ => "the pod has its sidecar",
            },
            Operations = patch.Operations,
            Mode = mode,
            Image = settings.Image,
        };
    }

    /// <summary>
    /// Webhooks that read pods by types from before native sidecars drop the policy, and an ordinary init container that never
    /// ends holds its pod for ever.
    /// </summary>
    private static bool IsWhole(PodContainer own, string mode) =>
        mode == SidecarModes.Classic ? own.List == PodContainers.Regular
            : own.List == PodContainers.Init && own.Json.Text("restartPolicy") == "Always";

    /// <summary>The container: first of its list, so that it starts first.</summary>
    private static void Put(PodPatch patch, PodContainer? former, JsonObject sidecar, string mode)
    {
        var list = mode == SidecarModes.Native ? PodContainers.Init : PodContainers.Regular;
        if (former?.List == list)
        {
            patch.ReplaceAt(sidecar, former.Index, "spec", list);
            return;
        }
        if (former is not null)
            patch.RemoveAt(former.Index, "spec", former.List);
        patch.Insert(sidecar, 0, "spec", list);
    }

    private static void Put(PodPatch patch, JsonObject volume, bool isCurrent)
    {
        var volumes = patch.Pod.Object("spec").Objects("volumes");
        var at = volumes.Select(one => one.Text("name")).ToList().IndexOf(volume.Text("name"));
        if (at < 0)
            patch.Insert(volume, null, "spec", "volumes");
        else if (!isCurrent && !JsonNode.DeepEquals(volumes[at], volume))
            patch.ReplaceAt(volume, at, "spec", "volumes");
    }

    private static void Environment(PodPatch patch, SidecarWishes wishes, string mode, string? former)
    {
        var spec = patch.Pod.Object("spec");
        var containers = PodContainers.In(spec, PodContainers.Regular);
        // Before a native sidecar nothing answers, nor before a classic one has been started with the others.
        if (mode == SidecarModes.Native)
            containers = PodContainers.In(spec, PodContainers.Init).SkipWhile(one => one.Name != Name).Concat(containers);
        var port = wishes.Port.ToString(CultureInfo.InvariantCulture);
        foreach (var container in containers.Where(one => one.Name != Name).ToList())
        {
            AppEnvironment.Complete(patch, container, port, former);
            ProxyEnvironment.Complete(patch, container);
        }
    }

    private static void Marks(PodPatch patch, SidecarWishes wishes, InjectionSettings settings, string revision, string mode)
    {
        void Annotate(string name, string value) => patch.SetText(value, "metadata", "annotations", name);
        patch.SetText(ResourceMarks.SidecarInjected, "metadata", "labels", ResourceMarks.Sidecar);
        Annotate(ResourceMarks.SidecarImage, settings.Image!);
        Annotate(ResourceMarks.SidecarMode, mode);
        Annotate(PodMarks.AdminPort, wishes.AdminPort.ToString(CultureInfo.InvariantCulture));
        Annotate(PodMarks.InjectionRevision, revision);
        patch.Unset("metadata", "annotations", ResourceMarks.InjectionSkipped);
        var annotations = patch.Pod.Object("metadata").Object("annotations");
        var evictable = annotations.Text(PodMarks.SafeToEvict) ?? "";
        if (!evictable.Split(',').Select(name => name.Trim()).Contains(PodMarks.SpoolVolume))
            Annotate(PodMarks.SafeToEvict, evictable.Length == 0 ? PodMarks.SpoolVolume : $"{evictable},{PodMarks.SpoolVolume}");
        var first = PodContainers.In(patch.Pod.Object("spec"), PodContainers.Regular).FirstOrDefault(one => one.Name != Name);
        if (mode == SidecarModes.Classic && first is not null && annotations.Text(PodMarks.DefaultContainer) is null)
            Annotate(PodMarks.DefaultContainer, first.Name);
    }
}
