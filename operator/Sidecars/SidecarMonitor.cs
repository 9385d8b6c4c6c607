namespace K8sRouter.Operator.Sidecars;

/// <summary>
/// Keeps what is known of running sidecars: asks those that lag soon and often, those that are well seldom, and never more than
/// a few at a time.
/// </summary>
/// <param name="ask">Asks one; bounded in time by itself, and doesn't throw for a sidecar's faults.</param>
/// <param name="changed">Told the workspace whose observations changed. Must be quick: it enqueues a key.</param>
/// <param name="time">Paces the questions.</param>
internal sealed class SidecarMonitor(
    Func<SidecarPod, CancellationToken, Task<SidecarObservation>> ask, Action<string> changed, TimeProvider time)
{
    private const int MostAtOnce = 16;

    /// <summary>How exact the times of asking are.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, FollowedWorkspace> _workspaces = new(StringComparer.Ordinal);
    private int _asking;

    /// <summary>The place of a pod in an order that is none of its own choosing, from 0 to 1.</summary>
    public static double Place(string uid) => (uint)uid.GetHashCode(StringComparison.Ordinal) / (double)uint.MaxValue;

    /// <summary>Says which sidecars a workspace has, and what they should run; called again whenever either changes.</summary>
    /// <param name="workspace">Name of the namespace.</param>
    /// <param name="pods">Its pods with a sidecar that have begun to run and haven't ended.</param>
    /// <param name="target">What they should run; null: nothing is known to be wanted.</param>
    public void Follow(string workspace, IReadOnlyCollection<SidecarPod> pods, SidecarTarget? target)
    {
        bool news;
        lock (_lock)
        {
            if (!_workspaces.TryGetValue(workspace, out var followed))
                _workspaces.Add(workspace, followed = new FollowedWorkspace());
            news = followed.Set(pods, target, time.GetTimestamp());
        }
        if (news)
            changed(workspace);
    }

    /// <summary>Forgets a namespace that is no workspace any more.</summary>
    public void Forget(string workspace)
    {
        lock (_lock)
            _workspaces.Remove(workspace);
    }

    /// <summary>
    /// What was last seen of each sidecar that was asked at least once, by name of the pod. What is outside the sample says
    /// nothing of destinations: it would be old.
    /// </summary>
    public IReadOnlyList<SidecarObservation> Observations(string workspace)
    {
        lock (_lock)
        {
            return !_workspaces.TryGetValue(workspace, out var followed)
                ? []
                : [.. followed.Sidecars.Where(sidecar => sidecar.Seen is not null)
                    .Select(sidecar => sidecar.IsSampled
                        ? sidecar.Seen!
                        : sidecar.Seen! with { Destinations = new Dictionary<string, DestinationObservation>() })
                    .OrderBy(seen => seen.Pod, StringComparer.Ordinal)];
        }
    }

    /// <summary>What was last seen of every sidecar, in no order.</summary>
    public IReadOnlyList<SidecarObservation> Observations()
    {
        lock (_lock)
        {
            return [.. _workspaces.Values.SelectMany(followed => followed.Sidecars)
                .Select(sidecar => sidecar.Seen).OfType<SidecarObservation>()];
        }
    }

    /// <summary>Sidecars that answer and run something else than they should.</summary>
    public IReadOnlyList<SidecarPod> Lagging(string workspace)
    {
        lock (_lock)
        {
            return !_workspaces.TryGetValue(workspace, out var followed)
                ? []
                : [.. followed.Sidecars
                    .Where(sidecar => sidecar.Seen is { Reached: true } seen && !SidecarPace.IsCurrent(seen, followed.Target))
                    .Select(sidecar => sidecar.Pod)];
        }
    }

    /// <summary>Asks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        var running = new HashSet<Task>();
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                running.RemoveWhere(task => task.IsCompletedSuccessfully);
                running.UnionWith(AskDue(cancellationToken));
                // What went wrong with one of them is a fault of ours, and ends the watch rather than hide.
                foreach (var failed in running.Where(task => task.IsFaulted).ToArray())
                    await failed;
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }
        await Task.WhenAll(running.Select(task => task.ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)));
    }

    /// <summary>Begins to ask as many of those that are due as may be asked at once, the longest due first.</summary>
    internal IReadOnlyList<Task> AskDue(CancellationToken cancellationToken)
    {
        List<(string Workspace, FollowedSidecar Sidecar)> next;
        lock (_lock)
        {
            var now = time.GetTimestamp();
            next = [.. _workspaces
                .SelectMany(item => item.Value.Sidecars.Select(sidecar => (Workspace: item.Key, Sidecar: sidecar)))
                .Where(item => !item.Sidecar.IsAsked && item.Sidecar.Due <= now)
                .OrderBy(item => item.Sidecar.Due)
                .Take(MostAtOnce - _asking)];
            foreach (var (_, sidecar) in next)
                sidecar.IsAsked = true;
            _asking += next.Count;
        }
        return [.. next.Select(item => AskAsync(item.Workspace, item.Sidecar, cancellationToken))];
    }

    private async Task AskAsync(string workspace, FollowedSidecar sidecar, CancellationToken cancellationToken)
    {
        var pod = sidecar.Pod;
        SidecarObservation? seen = null;
        try
        {
            seen = await ask(pod, cancellationToken);
        }
        finally
        {
            if (Take(workspace, sidecar, pod, seen))
                changed(workspace);
        }
    }

    /// <summary>Keeps an answer; true: it is news.</summary>
    private bool Take(string workspace, FollowedSidecar sidecar, SidecarPod asked, SidecarObservation? seen)
    {
        lock (_lock)
        {
            _asking--;
            sidecar.IsAsked = false;
            if (seen is null || sidecar.Pod.Ip != asked.Ip || !_workspaces.TryGetValue(workspace, out var followed)
                || !followed.Sidecars.Contains(sidecar))
                return false;
            var news = sidecar.Seen is null || !sidecar.Seen.SaysTheSame(seen);
            sidecar.Seen = seen;
            sidecar.Attempts = SidecarPace.IsCurrent(seen, followed.Target) ? 0 : sidecar.Attempts + 1;
            var wait = SidecarPace.Next(
                seen, followed.Target, sidecar.Attempts, sidecar.IsSampled, Place(sidecar.Pod.Uid));
            sidecar.Due = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
            return news;
        }
    }
}
