using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Deletes segments from the oldest on: those that every sink has durably passed, those past the journal's age, and where an
/// append finds no room those that only traces are still to be made of. The newest sealed one stays, so that a restart can fill
/// its index again, unless the room is needed.
/// </summary>
internal sealed class SegmentReclaimer(JournalContext context)
{
    private readonly Lock _gate = new();

    /// <summary>Deletes what nobody needs any more.</summary>
    public void Reclaim()
    {
        lock (_gate)
            Reclaim(pressed: false);
    }

    /// <summary>
    /// Deletes at least so many bytes: first what everyone has, then, by policy, what only traces are still to be made of. False:
    /// that isn't enough.
    /// </summary>
    public bool MakeRoom(long bytes)
    {
        lock (_gate)
        {
            long target = context.Catalog.Bytes - bytes;
            Reclaim(pressed: true);
            if (context.Catalog.Bytes > target)
            {
                // What was acknowledged a moment ago comes before what nobody has.
                context.Sinks.Flush();
                bool unnoted = context.Sinks.IsOutOfRoom;
                Reclaim(pressed: true, unnoted);
                if (unnoted)
                    context.Sinks.Flush();
            }
            while (context.Catalog.Bytes > target)
            {
                if (!ShedOldest())
                    return false;
            }
            return true;
        }
    }

    /// <param name="pressed">The room is needed now.</param>
    /// <param name="unnoted">
    /// There is no room for cursors: what was acknowledged goes without that. A cursor that names what is gone goes on at what
    /// follows, so nothing is passed over.
    /// </param>
    private void Reclaim(bool pressed, bool unnoted = false)
    {
        var segments = context.Catalog.Snapshot();
        int kept = pressed ? 0 : 1;
        // Calls that still run have their started record in the newest segment too: it should be safe before older ones go, but
        // not at the price of what is finished now.
        long newestSafe = pressed || context.Options.Sync == JournalSyncPolicy.None
            ? segments.LastOrDefault()?.Number ?? 0
            : segments.LastOrDefault(s => s.Synced > 0)?.Number ?? 0;
        int sealedCount = segments.Count(s => s.Sealed);
        foreach (var segment in segments)
        {
            if (!segment.Sealed || segment.Number >= newestSafe)
                return;
            bool passed = unnoted ? context.Sinks.HaveAcknowledged(segment) : context.Sinks.HavePassed(segment);
            if (passed && sealedCount <= kept)
                return;
            if (!passed && (!IsExpired(segment) || !Expire(segment)))
                return;
            if (!Delete(segment))
                return;
            sealedCount--;
        }
    }

    private bool Expire(Segment segment)
    {
        int lost = context.Sinks.GiveUp(segment, LossReasons.Expired);
        context.Metrics.Lost(LossReasons.Expired, lost);
        if (lost > 0)
            Log.JournalSegmentExpired(context.Log, segment.Number, lost);
        return context.Sinks.Flush();
    }

    private bool ShedOldest()
    {
        var segments = context.Catalog.Snapshot();
        if (context.Options.Shed == JournalShedPolicy.Nothing || segments.Length < 2)
            return false;
        var oldest = segments[0];
        if (!oldest.Sealed || !context.Sinks.LogsHavePassed(oldest))
            return false;
        context.Sinks.GiveUp(oldest, LossReasons.Shed);
        // On the disk before the segment goes: a sink that finds nothing there must know that it was told so. Where the disk has
        // no room for that, the segment makes it.
        bool noted = context.Sinks.Flush();
        if ((!noted && !context.Sinks.IsOutOfRoom) || !Delete(oldest))
            return false;
        return noted || context.Sinks.Flush();
    }

    private bool Delete(Segment segment)
    {
        if (!DiskFaults.Ignore(() => context.Files.Delete(segment.Path)))
            return false;
        context.Sinks.Settle(segment);
        context.Catalog.Remove(segment);
        context.Catalog.AddBytes(-segment.Length);
        return true;
    }

    private bool IsExpired(Segment segment) =>
        context.Options.MaxAge is { } age && context.Clock.GetUtcNow() - segment.CreatedAt > age;
}
