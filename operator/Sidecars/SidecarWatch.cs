using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;
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
    private static readonly TimeSpan NudgeInterval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private SidecarMonitor? _monitor;

    /// <summary>Told the workspace of which something new is known; set once, before the start.</summary>
    public Action<string> Changed { get; set; } = _ => { };

    /// <summary>What a workspace's sidecars should run; null: nothing is in force. Set once, before the start.</summary>
    public Func<string, SidecarTarget?> TargetOf { get; set; } = _ => null;

    private SidecarMonitor Monitor => _monitor ??= new SidecarMonitor(client.AskAsync, workspace => Changed(workspace), time);

    /// <summary>What was last seen of a workspace's sidecars.</summary>
    public IReadOnlyList<SidecarObservation> Of(string workspace) => Monitor.Observations(workspace);

    /// <summary>What was last seen of all sidecars.</summary>
    public IReadOnlyList<SidecarObservation> All => Monitor.Observations();

    /// <summary>Looks anew at which pods there are, and at what they should run.</summary>
    public void Follow(string workspace)
    {
        if (cluster.WorkspaceNamed(workspace) is null)
        {
            Monitor.Forget(workspace);
            return;
        }
        // Pods and targets change on different threads: what was read first must not be told last.
        lock (_lock)
        {
            var pods = cluster.Pods.ByIndex(ClusterWatches.ByNamespace, workspace);
            Monitor.Follow(workspace, [.. pods.Select(SidecarPods.Of).OfType<SidecarPod>()], TargetOf(workspace));
        }
    }

    /// <summary>Follows until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var pods = cluster.Pods.Subscribe(change => Follow((change.New ?? change.Old)!.Metadata.NamespaceProperty!));
        await TaskGroup.RunAsync([Monitor.RunAsync, NudgeAsync], cancellationToken);
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

    private IEnumerable<(SidecarPod Pod, SidecarTarget Target)> Lagging() =>
        cluster.Workspaces().Select(workspace => (Workspace: workspace, Target: TargetOf(workspace)))
            .Where(item => item.Target is not null)
            .SelectMany(item => Monitor.Lagging(item.Workspace).Select(pod => (pod, item.Target!)));
}
