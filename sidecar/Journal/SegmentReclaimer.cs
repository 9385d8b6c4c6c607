using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Deletes segments from the oldest on: those that every sink has durably passed, and those past the journal's age. The newest
/// sealed one stays, so that a restart can fill its index again, unless the room is needed.
/// </summary>
internal sealed class SegmentReclaimer(JournalContext context)
{
    private readonly Lock _gate = new();

    /// <param name="pressed">Whether an append found no room.</param>
    public void Reclaim(bool pressed)
    {
        lock (_gate)
        {
            var segments = context.Catalog.Snapshot();
            int kept = pressed ? 0 : 1;
            // Calls that still run have their started record in the newest segment too: it should be safe before older ones go,
            // but not at the price of what is finished now.
            long newestSafe = pressed || context.Options.Sync == JournalSyncPolicy.None
                ? segments.LastOrDefault()?.Number ?? 0
                : segments.LastOrDefault(s => s.Synced > 0)?.Number ?? 0;
            int sealedCount = segments.Count(s => s.Sealed);
            foreach (var segment in segments)
            {
                if (!segment.Sealed || segment.Number >= newestSafe)
                    return;
                bool passed = context.Sinks.HavePassed(segment);
                if (passed && sealedCount <= kept)
                    return;
                if (!passed && !IsExpired(segment))
                    return;
                if (!DiskFaults.Ignore(() => context.Files.Delete(segment.Path)))
                    return;
                sealedCount--;
                context.Catalog.Remove(segment);
                context.Catalog.AddBytes(-segment.Length);
                if (!passed)
                {
                    context.Metrics.Lost(LossReasons.Expired, segment.Finished);
                    Log.JournalSegmentExpired(context.Log, segment.Number, segment.Finished);
                }
            }
        }
    }

    private bool IsExpired(Segment segment) =>
        context.Options.MaxAge is { } age && context.Clock.GetUtcNow() - segment.CreatedAt > age;
}
