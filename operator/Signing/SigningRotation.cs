using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Sources.Cluster;

namespace K8sRouter.Operator.Signing;

/// <summary>Rotates the signing keys on request, once it strands no sidecar. Runs on the leader.</summary>
internal sealed class SigningRotation(
    SigningKeys keys, ClusterWatches cluster, SidecarWatch sidecars, TimeProvider time, ILogger<SigningKeys> logger)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(2);

    /// <summary>Whether the next key may sign.</summary>
    /// <param name="state">The keys and the requested rotation.</param>
    /// <param name="seen">The last observation of every sidecar.</param>
    /// <param name="running">How many sidecars there are.</param>
    public static bool MayRotate(SigningState state, IReadOnlyCollection<SidecarObservation> seen, int running) =>
        state.Rotation == ResourceMarks.RotateNow
        || (state.Rotation is not null && seen.Count >= running && seen.All(sidecar => Follows(sidecar, state.NextKeyId)));

    /// <summary>Looks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await CheckAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The leader stops.
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        var state = keys.Summary;
        if (state.Rotation is null)
            return;
        var running = cluster.Pods.Items.Count(pod =>
            SidecarPods.Of(pod) is not null && cluster.WorkspaceNamed(pod.Metadata.NamespaceProperty!) is not null);
        if (!MayRotate(state, sidecars.All, running))
            return;
        try
        {
            await keys.RotateAsync(cancellationToken);
        }
        catch (KubernetesException fault)
        {
            // Tried again at the next look.
            Log.SigningKeysUnread(logger, fault.Message);
        }
    }

    /// <summary>One without keys takes any; one that doesn't answer may be stranded.</summary>
    private static bool Follows(SidecarObservation sidecar, string? next) =>
        sidecar.Reached && (sidecar.ConfigKeys.Count == 0 || (next is not null && sidecar.ConfigKeys.Contains(next)));
}
