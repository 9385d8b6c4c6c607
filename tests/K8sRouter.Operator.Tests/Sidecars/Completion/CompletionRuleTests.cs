using System.Reflection;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Sidecars.Completion;
using static K8sRouter.Operator.Tests.Sidecars.Completion.ClassicPod;

namespace K8sRouter.Operator.Tests.Sidecars.Completion;

public sealed class CompletionRuleTests
{
    private static readonly IReadOnlyDictionary<string, (SlimPod Pod, string Reason)> Situations = new Dictionary<string, (SlimPod, string)>
    {
        ["a Job's pod that is done"] = (Of("Never", Runs, 0), CompletionReasons.OthersEnded),
        ["one that failed and isn't tried again"] = (Of("Never", Runs, 1), CompletionReasons.OthersEnded),
        ["one that is tried again until it is done"] = (Of("OnFailure", Runs, 0, 0), CompletionReasons.OthersEnded),
        ["one that failed and is tried again"] = (Of("OnFailure", Runs, 1), CompletionReasons.OthersRunning),
        ["one of two that failed and is tried again"] = (Of("OnFailure", Runs, 0, 1), CompletionReasons.OthersRunning),
        ["one that works"] = (Of("Never", Runs, Runs), CompletionReasons.OthersRunning),
        ["one of two that works"] = (Of("Never", Runs, 0, Runs), CompletionReasons.OthersRunning),
        ["one that waits for its next attempt"] = (Of("OnFailure", Runs, Waits), CompletionReasons.OthersRunning),
        ["a pod with nothing but a sidecar"] = (Of("Never", Runs), CompletionReasons.OthersRunning),
        ["one whose containers aren't all known yet"] = (
            Without(Of("Never", Runs, 0, 0), "app-1"), CompletionReasons.OthersRunning),
        ["a server between two attempts"] = (Of("Always", Runs, 0), CompletionReasons.RestartsAlways),
        ["a server that doesn't say"] = (Of(null, Runs, 0), CompletionReasons.RestartsAlways),
        ["a server that is deleted, and done"] = (Going(Of("Always", Runs, 137)), CompletionReasons.OthersEndedEarly),
        ["a Job's pod that is deleted, and failed"] = (Going(Of("OnFailure", Runs, 1)), CompletionReasons.OthersEndedEarly),
        ["a server that is deleted, and still works"] = (Going(Of("Always", Runs, Runs)), CompletionReasons.OthersRunning),
        ["a sidecar that has ended"] = (Of("Never", 0, 0), CompletionReasons.SidecarEnded),
        ["a sidecar that crashed for good"] = (Of("Never", 139, 0), CompletionReasons.SidecarEnded),
        ["a sidecar that crashed and is started again"] = (Of("OnFailure", 139, 0), CompletionReasons.SidecarNotRunning),
        ["a sidecar that waits"] = (Of("OnFailure", Waits, 0), CompletionReasons.SidecarNotRunning),
        ["a pod without an address"] = (
            Of("Never", Runs, 0) is var pod ? pod with { Status = pod.Status! with { PodIP = null } } : null!,
            CompletionReasons.SidecarNotRunning),
        ["a native sidecar"] = (Annotated(Of("Never", Runs, 0), ResourceMarks.SidecarMode, "native"), CompletionReasons.NotClassic),
        ["a sidecar mounted by hand"] = (
            Of("Never", Runs, 0).With(metadata => metadata with { Annotations = null }), CompletionReasons.NotClassic),
        ["a pod on the node's network"] = (
            Of("Never", Runs, 0) is var host ? host with { Spec = host.Spec! with { HostNetwork = true } } : null!,
            CompletionReasons.NotClassic),
        ["a pod of which nothing is known"] = (Of("Never", Runs, 0) with { Spec = null, Status = null }, CompletionReasons.SidecarNotRunning),
    };

    public static TheoryData<string> Names => [.. Situations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_situation_has_its_decision(string name)
    {
        var (pod, reason) = Situations[name];

        var decision = CompletionRule.Of(pod);

        Assert.Equal(reason, decision.Reason);
        Assert.Equal(reason.StartsWith(CompletionReasons.OthersEnded, StringComparison.Ordinal), decision.Quit is not null);
    }

    [Fact]
    public void Every_reason_is_reached_by_some_situation()
    {
        var reasons = typeof(CompletionReasons).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Empty(reasons.Except(Situations.Values.Select(situation => situation.Reason)));
    }

    [Fact]
    public void The_sidecar_is_told_at_its_pods_address_and_port() =>
        Assert.Equal(("10.0.0.1", 9100, "uid-1"), CompletionRule.Of(Of("Never", Runs, 0)).Quit is { } quit ? (quit.Ip, quit.AdminPort, quit.Uid) : default);

    private static SlimPod Going(SlimPod pod) => pod.With(metadata => metadata with { DeletionTimestamp = DateTimeOffset.UnixEpoch });

    private static SlimPod Annotated(SlimPod pod, string name, string value) => pod.With(metadata => metadata with
    {
        Annotations = new Dictionary<string, string>(metadata.Annotations!) { [name] = value },
    });

    private static SlimPod Without(SlimPod pod, string container) => pod with
    {
        Status = pod.Status! with
        {
            ContainerStatuses = [.. pod.Status.ContainerStatuses!.Where(status => status.Name != container)],
        },
    };
}
