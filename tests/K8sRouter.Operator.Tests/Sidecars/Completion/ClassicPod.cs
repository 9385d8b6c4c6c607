using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Tests.Sidecars.Completion;

/// <summary>A pod with a classic sidecar, by what its containers do.</summary>
internal static class ClassicPod
{
    /// <summary>A container that runs.</summary>
    public const int Runs = -1;

    /// <summary>A container that waits to be started.</summary>
    public const int Waits = -2;

    /// <param name="restarts">The pod's restart policy.</param>
    /// <param name="sidecar">Exit code of the sidecar, or what it does.</param>
    /// <param name="others">The same of the other containers.</param>
    public static SlimPod Of(string? restarts, int sidecar, params int[] others) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "job-1",
            NamespaceProperty = "team-a",
            Uid = "uid-1",
            Labels = new Dictionary<string, string> { [ResourceMarks.Sidecar] = ResourceMarks.SidecarInjected },
            Annotations = new Dictionary<string, string>
            {
                [ResourceMarks.SidecarMode] = "classic",
                [K8sRouter.Operator.Sidecars.SidecarPods.AdminPort] = "9100",
            },
        },
        Spec = new SlimPodSpec
        {
            RestartPolicy = restarts,
            Containers = [Container(ResourceMarks.SidecarContainer), .. others.Select((_, i) => Container($"app-{i}"))],
        },
        Status = new SlimPodStatus
        {
            Phase = "Running",
            PodIP = "10.0.0.1",
            ContainerStatuses =
            [
                .. others.Select((does, i) => Status($"app-{i}", does)), Status(ResourceMarks.SidecarContainer, sidecar),
            ],
        },
    };

    public static SlimPod With(this SlimPod pod, Func<V1ObjectMeta, V1ObjectMeta> metadata) =>
        pod with { Metadata = metadata(pod.Metadata) };

    public static SlimPod On(this SlimPod pod, string ip, int port) => pod with
    {
        Metadata = pod.Metadata with
        {
            Annotations = new Dictionary<string, string>(pod.Metadata.Annotations!)
            {
                [K8sRouter.Operator.Sidecars.SidecarPods.AdminPort] = $"{port}",
            },
        },
        Status = pod.Status! with { PodIP = ip },
    };

    private static SlimContainer Container(string name) => new() { Name = name };

    private static SlimContainerStatus Status(string name, int does) => new()
    {
        Name = name,
        State = new SlimContainerState
        {
            Running = does == Runs ? new SlimContainerStateRunning() : null,
            Terminated = does >= 0 ? new SlimContainerStateTerminated { ExitCode = does } : null,
        },
    };
}
