using K8sRouter.Operator.Sidecars.Presence;
using K8sRouter.Operator.Tests.Sidecars.Completion;

namespace K8sRouter.Operator.Tests.Sidecars.Presence;

public sealed class PresenceRuleTests
{
    private const string Image = "k8srouter-sidecar@sha256:1";

    [Theory]
    [InlineData(true, null, null, "Missing")]
    [InlineData(false, null, null, "NotConcerned")]
    [InlineData(true, "k8srouter.io/inject=disabled", null, "OptedOut")]
    [InlineData(false, "k8srouter.io/inject=disabled", null, "NotConcerned")]
    [InlineData(false, "k8srouter.io/inject=enabled", null, "Missing")]
    [InlineData(true, "k8srouter.io/inject=perhaps", null, "Missing")]
    [InlineData(true, "k8srouter.io/sidecar=injected", null, "Injected")]
    [InlineData(false, "k8srouter.io/sidecar=injected", null, "Injected")]
    [InlineData(true, "k8srouter.io/sidecar=mine", null, "Missing")]
    [InlineData(true, null, "k8srouter.io/injection-skipped=PortTaken", "Skipped")]
    [InlineData(false, null, "k8srouter.io/injection-skipped=PortTaken", "NotConcerned")]
    [InlineData(true, null, "kubernetes.io/config.mirror=abc", "NotConcerned")]
    internal void Labels_and_annotations_decide(bool namespaceAsks, string? labels, string? annotations, string expected) =>
        Assert.Equal(expected, PresenceRule.Of(BarePod.Of(labels: labels, annotations: annotations), namespaceAsks).ToString());

    [Fact]
    public void A_pod_on_the_nodes_network_can_have_none_and_is_counted_as_one_where_somebody_asks()
    {
        Assert.Equal(PodPresence.HostNetwork, PresenceRule.Of(BarePod.Of(hostNetwork: true), namespaceAsks: true));
        Assert.Equal(PodPresence.HostNetwork, PresenceRule.Of(
            BarePod.Of(labels: "k8srouter.io/inject=enabled", annotations: "k8srouter.io/injection-skipped=HostNetwork", hostNetwork: true), namespaceAsks: false));
        Assert.Equal(PodPresence.NotConcerned, PresenceRule.Of(BarePod.Of(hostNetwork: true), namespaceAsks: false));
    }

    [Fact]
    public void A_pod_for_Windows_can_have_none_and_is_known_by_what_is_kept_of_it()
    {
        var pod = BarePod.Of();
        pod = pod with { Spec = pod.Spec! with { NodeSelector = new Dictionary<string, string> { ["kubernetes.io/os"] = "windows" } } };

        Assert.Equal(PodPresence.Windows, PresenceRule.Of(pod, namespaceAsks: true));
        Assert.Equal(PodPresence.Windows, PresenceRule.Of(PodShape.Bare(pod), namespaceAsks: true));
        Assert.Null(PodShape.Bare(pod).Spec!.NodeSelector);
    }

    [Fact]
    public void A_pod_that_has_ended_or_is_going_needs_none()
    {
        var going = BarePod.Of();
        going = going with { Metadata = going.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch } };

        Assert.Equal(PodPresence.NotConcerned, PresenceRule.Of(BarePod.Of(phase: "Succeeded"), namespaceAsks: true));
        Assert.Equal(PodPresence.NotConcerned, PresenceRule.Of(BarePod.Of(phase: "Failed"), namespaceAsks: true));
        Assert.Equal(PodPresence.NotConcerned, PresenceRule.Of(going, namespaceAsks: true));
        Assert.Equal(PodPresence.Missing, PresenceRule.Of(BarePod.Of(phase: "Pending"), namespaceAsks: true));
    }

    [Theory]
    [InlineData("PortTaken", "PortTaken")]
    [InlineData("Call https://evil.example now", "unknown")]
    [InlineData("", "unknown")]
    public void A_reason_that_is_none_isnt_repeated(string annotation, string expected) =>
        Assert.Equal(expected, PresenceRule.SkippedFor(BarePod.Of(annotations: $"k8srouter.io/injection-skipped={annotation}")));

    [Theory]
    [InlineData("k8srouter-sidecar@sha256:0", Image, true)]
    [InlineData(Image, Image, false)]
    [InlineData(null, Image, false)]
    [InlineData("k8srouter-sidecar@sha256:0", null, false)]
    public void A_sidecar_of_another_image_than_new_pods_get_is_outdated(string? its, string? image, bool expected) =>
        Assert.Equal(expected, PresenceRule.IsOutdated(
            BarePod.Of(annotations: its is null ? null : $"k8srouter.io/sidecar-image={its}"), image));

    [Theory]
    [InlineData("ReplicaSet", "web-5d4f8", "pod-template-hash=5d4f8", "kubectl -n team-a rollout restart deployment/web")]
    [InlineData("ReplicaSet", "web", "pod-template-hash=5d4f8", "kubectl -n team-a delete pod web-1; ReplicaSet web makes another")]
    [InlineData("ReplicaSet", "web", null, "kubectl -n team-a delete pod web-1; ReplicaSet web makes another")]
    [InlineData("StatefulSet", "db", null, "kubectl -n team-a rollout restart statefulset/db")]
    [InlineData("DaemonSet", "log", null, "kubectl -n team-a rollout restart daemonset/log")]
    [InlineData("Job", "sum", null, "kubectl -n team-a delete pod web-1; Job sum makes another")]
    [InlineData(null, "", null, "kubectl -n team-a delete pod web-1, and create it anew")]
    public void A_pod_is_replaced_by_the_command_that_fits_its_owner(string? kind, string owner, string? labels, string expected) =>
        Assert.Equal(expected, RestartAdvice.Of(BarePod.Of(labels: labels, owner: kind is null ? null : BarePod.Owner(kind, owner))));

    [Fact]
    public void Nothing_of_a_pod_is_kept_that_nothing_is_decided_by_and_all_that_is()
    {
        var pod = BarePod.Of(
            labels: "app=web,k8srouter.io/inject=enabled", annotations: "k8srouter.io/injection-skipped=PortTaken,a=b",
            owner: BarePod.Owner("StatefulSet", "db"), hostNetwork: true);

        var kept = PodShape.Bare(pod);

        Assert.Equal(["k8srouter.io/inject"], kept.Metadata.Labels!.Keys);
        Assert.Equal(["k8srouter.io/injection-skipped"], kept.Metadata.Annotations!.Keys);
        Assert.Null(kept.Spec!.Containers);
        Assert.Null(kept.Status!.PodIP);
        Assert.Equal(PresenceRule.Of(pod, true), PresenceRule.Of(kept, true));
        Assert.Equal(RestartAdvice.Of(pod), RestartAdvice.Of(kept));
        Assert.Null(PodShape.WithSidecar(pod).Spec);
        Assert.Equal("10.0.0.7", PodShape.WithSidecar(pod).Status!.PodIP);
    }

    [Fact]
    public void Of_a_job_with_a_native_sidecar_the_containers_are_kept_by_which_it_is_known_to_be_done()
    {
        var pod = ClassicPod.Of("OnFailure", ClassicPod.Runs, 0)
            .With(metadata => metadata with { Annotations = new Dictionary<string, string> { ["k8srouter.io/sidecar-mode"] = "native" } });

        Assert.NotNull(K8sRouter.Operator.Sidecars.SidecarPods.Addressed(PodShape.WithSidecar(pod)));
        Assert.Null(K8sRouter.Operator.Sidecars.SidecarPods.Of(PodShape.WithSidecar(pod)));
    }

    [Fact]
    public void Of_a_classic_sidecars_pod_the_containers_are_kept_by_which_its_end_is_decided()
    {
        var pod = ClassicPod.Of("Never", ClassicPod.Runs, 0);

        Assert.Equal(
            K8sRouter.Operator.Sidecars.Completion.CompletionRule.Of(pod),
            K8sRouter.Operator.Sidecars.Completion.CompletionRule.Of(PodShape.WithSidecar(pod)));
    }
}
