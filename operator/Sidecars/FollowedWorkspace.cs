namespace K8sRouter.Operator.Sidecars;

/// <summary>What the monitor keeps of one workspace. Not safe for threads: the monitor locks.</summary>
internal sealed class FollowedWorkspace
{
    private readonly Dictionary<string, FollowedSidecar> _byUid = new(StringComparer.Ordinal);

    /// <summary>What its sidecars should run; null: nothing is known to be wanted.</summary>
    public SidecarTarget? Target { get; private set; }

    public IReadOnlyCollection<FollowedSidecar> Sidecars => _byUid.Values;

    /// <summary>Takes over what there is and is wanted now; true: an observation went, or is judged anew.</summary>
    public bool Set(IReadOnlyCollection<SidecarPod> pods, SidecarTarget? target, long now)
    {
        var gone = _byUid.Keys.Except(pods.Select(pod => pod.Uid)).ToArray();
        var changed = gone.Any(uid => _byUid[uid].Seen is not null);
        foreach (var uid in gone)
            _byUid.Remove(uid);
        foreach (var pod in pods)
        {
            if (!_byUid.TryGetValue(pod.Uid, out var sidecar))
            {
                _byUid.Add(pod.Uid, new FollowedSidecar(pod) { Due = now });
                continue;
            }
            if (sidecar.Pod.Ip != pod.Ip)
                Restart(sidecar, now);
            sidecar.Pod = pod;
        }
        if (target != Target)
        {
            Target = target;
            foreach (var sidecar in _byUid.Values)
                Restart(sidecar, now);
        }
        Sample();
        return changed;
    }

    private static void Restart(FollowedSidecar sidecar, long now)
    {
        sidecar.Attempts = 0;
        sidecar.Due = now;
    }

    /// <summary>The same ones as long as they live, so that what is said of them doesn't change with the draw.</summary>
    private void Sample()
    {
        var place = 0;
        foreach (var sidecar in _byUid.Values.OrderBy(sidecar => SidecarMonitor.Place(sidecar.Pod.Uid)))
            sidecar.IsSampled = place++ < SidecarPace.MostSampled;
    }
}
