using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks.Spool;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// Keeps records, and content where the policy allows it both at capture and now, in segments of the object stores. A segment
/// per hour is open (a long stream ends among those of the next hour); all are sealed and delivered together, each with its
/// content first, so that no row names content that isn't there. What was sealed for stores or by a rule that are no longer in
/// force is made anew from the journal. Rows that were captured in a region that their store isn't declared to lie in are sealed
/// by themselves and stay in the sidecar's own folder.
/// </summary>
internal sealed class SegmentSink(
    ISegmentPolicy policy, ObjectStores stores, SegmentSpool spool, Configuration.IConfigurationSource configuration,
    SinkProgress progress, SinkOptions options, TimeProvider clock, ILogger logger) : ISink
{
    private const int MostOpenHours = 4;

    private readonly Dictionary<DateTimeOffset, OpenSegment> _open = [];
    private readonly SegmentUpload _upload = new(spool, progress, logger);
    private bool _delivering = spool.Sealed?.Undelivered.Any() ?? false;
    private ActiveConfiguration? _targetOf;
    private SegmentTarget? _target;
    private SegmentTarget? _openFor;
    private bool _stale;

    /// <summary>What follows goes elsewhere: it is read again once this is delivered.</summary>
    private bool _complete;

    private DateTimeOffset _openedAt;
    private JournalPosition _last;

    /// <summary>What the journal keeps for the open segments; much more than they hold, where content compresses well.</summary>
    private long _heldBytes;

    public string Name => progress.Name;

    public DateTimeOffset? FlushDue
    {
        get
        {
            if (_delivering || _stale || _complete)
                return DateTimeOffset.MinValue;
            if (_open.Count == 0)
                return null;
            bool full = _open.Count > MostOpenHours
                || _heldBytes >= options.HeldBytes
                || _open.Values.Sum(segment => segment.Length) >= options.SegmentBytes;
            return full ? DateTimeOffset.MinValue : _openedAt + options.SegmentAge;
        }
    }

    private ActiveConfiguration Active => configuration.Current
        ?? throw new InvalidOperationException("Sinks run under a configuration only.");

    public void Add(JournalEntry entry)
    {
        if (!GenerationIds.TryParse(entry.Record.Id, out var second, out string sidecar))
        {
            progress.Unreadable();
            return;
        }
        var hour = new DateTimeOffset(second.Year, second.Month, second.Day, second.Hour, 0, 0, TimeSpan.Zero);
        if (spool.Covers(entry.Position, hour))
        {
            // Sealed, and maybe delivered, before a crash that came before the acknowledgement.
            if (spool.WasDelivered(entry.Position, hour))
                progress.Repeated();
            return;
        }
        var active = Active;
        if (TargetIn(active) is not { } target || !policy.Takes(entry.Record, active.Config))
        {
            progress.PassedOver();
            return;
        }
        var place = target.For(entry.Record.DataRegion);
        if (_open.Count > 0)
        {
            _stale |= !target.Like(_openFor!).IsSameAs(_openFor!);
            _complete |= place.StaysHere != _openFor!.StaysHere;
        }
        if (_stale || _complete)
            return;
        var segment = SegmentOf(entry, hour, sidecar, place);
        if (entry.Content is { } captured && policy.MayStoreContent(entry.Record, active.Config))
            segment.Append(second, entry, captured);
        else
            segment.Append(second, entry);
        _last = entry.Position;
        _heldBytes += entry.RecordJson.Length;
        if (entry.Content is { } held)
            _heldBytes += held.Request.Length + held.Response.Length;
    }

    public async Task<FlushResult> FlushAsync(CancellationToken cancellationToken)
    {
        if (_stale)
            return FlushResult.Replay;
        var active = Active;
        if (TargetIn(active) is not { } target)
            return SwitchedOff();
        if (!_delivering && _open.Count > 0)
        {
            if (!target.Like(_openFor!).IsSameAs(_openFor!))
                return FlushResult.Replay;
            Seal(_openFor!);
        }
        if (!_delivering)
            return FlushResult.Done;
        target = target.Like(spool.Sealed!.SealedFor);
        if (!spool.Sealed.IsFor(target))
        {
            bool allKept = await new SegmentDiversion(spool, stores, logger).RunAsync(active, target, cancellationToken);
            if (!allKept)
                return FlushResult.Replay;
        }
        await using var permit = new DeliveryPermit(
            configuration, active, next => policy.TargetIn(next.Config)?.Like(target).IsSameAs(target) is true,
            cancellationToken);
        foreach (var segment in spool.Sealed.Undelivered.ToList())
        {
            var result = await DeliverAsync(segment, target, active.Credentials, permit);
            if (!result.IsDone)
                return result;
        }
        _upload.Forget();
        _delivering = false;
        bool isPart = _complete;
        _complete = false;
        return isPart ? FlushResult.DoneInPart : FlushResult.Done;
    }

    public void Discard()
    {
        foreach (var segment in _open.Values)
            segment.Abandon();
        Reset();
        _complete = false;
        _upload.Replayed();
        _delivering = spool.Sealed?.Undelivered.Any() ?? false;
    }

    public void Dispose()
    {
        foreach (var segment in _open.Values)
            segment.Dispose();
        Reset();
    }

    private SegmentTarget? TargetIn(ActiveConfiguration active)
    {
        if (!ReferenceEquals(_targetOf, active))
        {
            _target = policy.TargetIn(active.Config);
            _targetOf = active;
        }
        return _target;
    }

    private void Reset()
    {
        _open.Clear();
        _openFor = null;
        _stale = false;
        _heldBytes = 0;
    }

    private OpenSegment SegmentOf(JournalEntry first, DateTimeOffset hour, string sidecar, SegmentTarget target)
    {
        if (_open.TryGetValue(hour, out var segment))
            return segment;
        if (_open.Count == 0)
        {
            _openedAt = clock.GetUtcNow();
            _openFor = target;
        }
        return _open[hour] = spool.Open(target, first, hour, sidecar, _upload.AttemptOf);
    }

    private void Seal(SegmentTarget target)
    {
        if (target.StaysHere)
            stores.NoteFolder();
        spool.Seal(_open.Values, _last, target);
        _delivering = true;
        Dispose();
    }

    private async Task<FlushResult> DeliverAsync(
        SealedSegment segment, SegmentTarget target, Credentials credentials, DeliveryPermit permit)
    {
        try
        {
            var rows = stores.Find(target.Rows, credentials);
            var content = segment.ContentFile is null ? rows : stores.Find(target.Content, credentials);
            return await _upload.DeliverAsync(segment, rows, content, permit.Token);
        }
        catch (OperationCanceledException) when (permit.IsWithdrawn)
        {
            return FlushResult.Withdrawn;
        }
        catch (ObjectStoreException fault)
        {
            return FlushResult.Of(fault);
        }
        catch (UnauthorizedAccessException)
        {
            return FlushResult.Parked(
                SinkFaults.Forbidden, "The store's folder, or the spool folder, can't be written: see their owner and mode.");
        }
        catch (IOException)
        {
            return new(SinkFaults.Store);
        }
    }

    /// <summary>What isn't stored goes.</summary>
    private FlushResult SwitchedOff()
    {
        int dropped = _open.Values.Sum(segment => segment.Count)
            + (spool.Sealed?.Undelivered.Sum(segment => segment.Summary.Count) ?? 0);
        spool.Clear();
        Discard();
        if (dropped > 0)
            progress.Dropped(SinkFaults.SwitchedOff, dropped);
        return FlushResult.Done;
    }
}
