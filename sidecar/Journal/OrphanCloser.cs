using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Ends what the last process left open: once, since the ends are safe before what told of the beginnings goes. What there is no
/// room for waits until there is; it isn't lost, for the started records are still there.
/// </summary>
internal sealed class OrphanCloser(JournalContext context, RecoveredFolder recovered, AppendQueue appends, JournalSync sync)
{
    private readonly Lock _gate = new();
    private bool _ran;

    /// <summary>Closes what there is room for.</summary>
    public void Run()
    {
        lock (_gate)
            Close();
    }

    private void Close()
    {
        // The first time also for what the opening wrote.
        if (_ran && recovered.Orphans.Count == 0 && recovered.Unfinished.Count == 0)
            return;
        _ran = true;
        int closed = recovered.Orphans.TakeWhile(appends.TryAddNow).Count();
        recovered.Orphans.RemoveRange(0, closed);
        if (closed > 0)
            Log.JournalOrphansClosed(context.Log, closed);
        if (recovered.Orphans.Count > 0 || !sync.Run())
            return;
        foreach (string path in recovered.Unfinished)
            DiskFaults.Ignore(() => context.Files.Delete(path));
        recovered.Unfinished.Clear();
    }
}
