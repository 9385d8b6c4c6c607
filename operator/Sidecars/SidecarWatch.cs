using System.Globalization;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Sources.Cluster;

namespace K8sRouter.Operator.Sidecars;

/// <summary>Follows the sidecars of all workspaces: which there are, what they run, and those that lag behind.</summary>
/// <param name="cluster">Where pods are seen.</param>
/// <param name="client">Asks one.</param>
/// <param name="nudge">Touches those that lag; null: nobody does.</param>
/// <param name="time">Paces everything.</param>
/// <param name="logger">Told where touching isn't allowed.</param>
internal sealed class SidecarWatch(
    ClusterWatches cluster, SidecarClient client, SidecarNudge? nudge, TimeProvider time, ILogger logger)
{
    /// <summary>Annotation of pods: the port of their sidecar's admin endpoints, where it isn't the usual one.</summary>
    public const string AdminPort = "k8srouter.io/admin-port";

    private const int UsualAdminPort = 8788;

    private static readonly TimeSpan NudgeInterval = TimeSpan.FromMilliseconds(250);

    private SidecarMonitor? _monitor;

    /// <summary>Told the workspace of which something new is known; set once, before the start.</summary>
    public Action<string> Changed { get; set; } = _ => { };

    /// <summary>What a workspace's sidecars should run; null: nothing is in force. Set once, before the start.</summary>
    public Func<string, string?> RevisionOf { get; set; } = _ => null;

    private SidecarMonitor Monitor => _monitor ??= new SidecarMonitor(client.AskAsync, workspace => Changed(workspace), time);

    /// <summary>What was last seen of a workspace's sidecars.</summary>
    public IReadOnlyList<SidecarObservation> Of(string workspace) => Monitor.Observations(workspace);

    /// <summary>Looks anew at which pods there are, and at what they should run.</summary>
    public void Follow(string workspace)
    {
        if (cluster.WorkspaceNamed(workspace) is null)
        {
            Monitor.Forget(workspace);
            return;
        }
        var pods = cluster.Pods.ByIndex(ClusterWatches.ByNamespace, workspace);
        Monitor.Follow(workspace, [.. pods.Where(IsRunning).Select(Sidecar)], RevisionOf(workspace));
    }

    /// <summary>Follows until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var pods = cluster.Pods.Subscribe(change => Follow((change.New ?? change.Old)!.Metadata.NamespaceProperty!));
        await Task.WhenAll(Monitor.RunAsync(cancellationToken), NudgeAsync(cancellationToken));
    }

    private async Task NudgeAsync(CancellationToken cancellationToken)
    {
        if (nudge is null)
            return;
        using var timer = new PeriodicTimer(NudgeInterval, time);
        var refused = false;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    await nudge.NudgeAsync([.. Lagging()], cancellationToken);
                    refused = false;
                }
                catch (KubernetesException fault)
                {
                    // Configurations arrive without it, only later: said once, tried again.
                    if (!refused)
                        Log.NudgeFailed(logger, fault.Message);
                    refused = true;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    private IEnumerable<(SidecarPod Pod, string Revision)> Lagging() =>
        cluster.Workspaces().Select(workspace => (Workspace: workspace, Revision: RevisionOf(workspace)))
            .Where(item => item.Revision is not null)
            .SelectMany(item => Monitor.Lagging(item.Workspace).Select(pod => (pod, item.Revision!)));

    private static bool IsRunning(V1Pod pod) =>
        pod.Status is { PodIP: not null, Phase: "Running" } && pod.Metadata.DeletionTimestamp is null;

    private static SidecarPod Sidecar(V1Pod pod) => new()
    {
        Namespace = pod.Metadata.NamespaceProperty!,
        Name = pod.Metadata.Name!,
        Uid = pod.Metadata.Uid!,
        Ip = pod.Status!.PodIP,
        AdminPort = pod.Metadata.Annotations?.GetValueOrDefault(AdminPort) is { } text
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
                ? port
                : UsualAdminPort,
    };
}
