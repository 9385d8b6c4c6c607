using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Verifying;

/// <summary>
/// Reads everything and says what is wrong. What a store can't tell: a segment of which neither records nor content is there
/// leaves no trace, since names hold only where in its journal a segment begins, and journals also hold what no segment does;
/// the sidecars' own counters tell that. A half of a segment that is missing is found; where the store's own ledger tells that it
/// was swept (<see cref="SweepLedger"/>), it counts as that.
/// </summary>
/// <param name="store">Holds the rows.</param>
/// <param name="scope">The part of it that is verified.</param>
/// <param name="clock">Tells what has expired.</param>
/// <param name="otherBuckets">Gives the store of another bucket that rows name for their content.</param>
/// <param name="contentPlaces">
/// Where content is kept beside the store: there too, content without rows is looked for. Null: nowhere.
/// </param>
public sealed class StoreVerifier(
    IObjectStore store, StoreScope scope, TimeProvider clock, Func<string, IObjectStore?>? otherBuckets = null,
    IReadOnlyCollection<ContentPlace>? contentPlaces = null)
{
    /// <summary>Verifies; memory is that of one sidecar's hour.</summary>
    /// <exception cref="IOException">
    /// The store can't be listed; an object that can't be read is in the report instead.
    /// </exception>
    public async Task<VerificationReport> VerifyAsync(
        VerificationRequest request, IProgress<StoreProgress>? progress, CancellationToken cancellationToken)
    {
        var tally = new VerificationTally(request.MostProblems, progress);
        var partitions = new StorePartitions(store, scope, ObjectNames.RecordsKind, ObjectNames.ContentKind);
        var namedElsewhere = new HashSet<(string?, string)>();
        var swept = new SweptObjects();
        var now = clock.GetUtcNow();
        await foreach (var (hour, workspaces) in partitions.HoursAsync(request.From, request.To, false, cancellationToken))
        {
            bool expired = request.RetentionDays is { } days && hour.AddDays(days) <= now;
            foreach (string workspace in workspaces)
            {
                await new HourCheck(store, scope, otherBuckets, namedElsewhere, swept, tally).RunAsync(
                    workspace, hour, expired, cancellationToken);
            }
        }
        foreach (var (bucket, prefix) in contentPlaces ?? [])
        {
            if ((bucket is null ? store : otherBuckets?.Invoke(bucket)) is not { } holder)
                continue;
            var unpaired = new UnpairedContent(store, scope, holder, prefix);
            var orphans = new OrphanCheck(store, scope.Prefix, holder, swept, tally);
            await foreach (var content in unpaired.FindAsync(request.From, request.To, cancellationToken))
            {
                if (!namedElsewhere.Contains((bucket, content.Name)))
                    await orphans.RunAsync(content, cancellationToken);
            }
        }
        return tally.ToReport();
    }
}
