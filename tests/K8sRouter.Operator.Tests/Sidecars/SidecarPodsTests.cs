using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Tests.Sidecars.Completion;

namespace K8sRouter.Operator.Tests.Sidecars;

public sealed class SidecarPodsTests
{
    [Theory]
    [InlineData(null, 8788)]
    [InlineData("9100", 9100)]
    [InlineData("0", 8788)]
    [InlineData("99999", 8788)]
    [InlineData("-1", 8788)]
    [InlineData("http", 8788)]
    public void The_port_is_the_annotations_where_that_is_one(string? annotation, int expected) =>
        Assert.Equal(expected, SidecarPods.Of(Pod(annotation))!.AdminPort);

    [Fact]
    public void A_pod_that_doesnt_run_has_none()
    {
        var pod = Pod();
        Assert.Null(SidecarPods.Of(pod with { Status = pod.Status! with { Phase = "Pending" } }));
        Assert.Null(SidecarPods.Of(pod with { Status = pod.Status! with { PodIP = null } }));
        Assert.Null(SidecarPods.Of(pod with { Status = null }));
        Assert.Null(SidecarPods.Of(pod with { Metadata = pod.Metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch } }));
    }

    [Theory]
    [InlineData("Never", ClassicPod.Runs, new[] { 0 }, false)]
    [InlineData("Never", ClassicPod.Runs, new[] { 1 }, false)]
    [InlineData("OnFailure", ClassicPod.Runs, new[] { 0, 0 }, false)]
    [InlineData("OnFailure", 0, new[] { 0 }, false)]
    [InlineData("OnFailure", ClassicPod.Runs, new[] { 0, 1 }, true)]
    [InlineData("OnFailure", ClassicPod.Runs, new[] { 0, ClassicPod.Runs }, true)]
    [InlineData("Always", ClassicPod.Runs, new[] { 0 }, true)]
    [InlineData(null, ClassicPod.Runs, new[] { 0 }, true)]
    public void A_pod_whose_work_is_done_isnt_asked_any_more(string? restarts, int sidecar, int[] others, bool isAsked) =>
        Assert.Equal(isAsked, SidecarPods.Of(ClassicPod.Of(restarts, sidecar, others)) is not null);

    private static SlimPod Pod(string? port = null) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "web-1",
            NamespaceProperty = "team-a",
            Uid = "u-1",
            Annotations = port is null ? null : new Dictionary<string, string> { [SidecarPods.AdminPort] = port },
        },
        Status = new SlimPodStatus { Phase = "Running", PodIP = "10.0.0.1" },
    };
}
