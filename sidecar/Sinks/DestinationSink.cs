using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// Sends traces to one destination. Everything was decided before the journal was written, and is decided again by the
/// configuration in force when it is sent: what isn't allowed both times isn't sent.
/// </summary>
internal sealed class DestinationSink(
    string destination, Configuration.IConfigurationSource configuration, HttpClient client, SinkProgress progress,
    SinkOptions options, TimeProvider clock) : ISink
{
    private const string NamePrefix = "destination/";

    private const int MostInBatch = 64;

    /// <summary>
    /// Of content. What is sent tells it under three names; a long text is held once for all of them, so this bounds memory.
    /// </summary>
    private const long MostBytesInBatch = 1 << 20;

    /// <summary>Batches that fail in a row until a single trace is tried in their place.</summary>
    private const int FailuresUntilProbe = 3;

    /// <summary>
    /// Times that one trace alone is answered with 500 until it is taken for the reason: it must not hold up those behind it for
    /// as long as traces may wait.
    /// </summary>
    private const int MostInternalErrors = 8;

    private static readonly LoggingPolicy Logging = new();

    private readonly byte[] _quotedName = Encoding.UTF8.GetBytes($"\"{destination}\"");
    private readonly List<JournalEntry> _pending = [];
    private ActiveConfiguration? _exporterOf;
    private ITraceExporter? _exporter;
    private int _failures;
    private int _internalErrors;

    /// <summary>
    /// Most traces sent together. A destination that seems dead is asked with one; from there it doubles with each success, for
    /// one that takes a few in time but not many.
    /// </summary>
    private int _most = MostInBatch;

    /// <summary>Name of a destination's cursor.</summary>
    public static string NameOf(string destination) => NamePrefix + destination;

    /// <summary>The destination that a sink's name tells; null: it is no destination's.</summary>
    public static string? DestinationOf(string sink) =>
        sink.StartsWith(NamePrefix, StringComparison.Ordinal) ? sink[NamePrefix.Length..] : null;

    public string Name => progress.Name;

    public DateTimeOffset? FlushDue => _pending.Count == 0 ? null : DateTimeOffset.MinValue;

    public void Add(JournalEntry entry)
    {
        // A row that nowhere names the destination isn't for it, and needn't be read to know that.
        if (entry.RecordJson.Span.IndexOf(_quotedName) >= 0
            && entry.Record.Destinations.Contains(destination, StringComparer.Ordinal))
            _pending.Add(entry);
        else
            progress.PassedOver();
    }

    public async Task<FlushResult> FlushAsync(CancellationToken cancellationToken)
    {
        bool answered = false;
        while (_pending.Count > 0)
        {
            if (configuration.Current is not { } active
                || EntryIn(active) is not { } entry
                || ExporterFor(active, entry) is not { } exporter)
            {
                Drop(SinkFaults.DestinationGone, _pending.Count);
                break;
            }
            int taken = BatchLength();
            var (batch, refusals) = Entitled(taken, entry, active.Config);
            if (batch.Count > 0)
            {
                // One request at a time: 64 traces a round trip are far more than a pod's calls, and order is kept.
                if (await ExportAsync(exporter, batch, entry, active, cancellationToken) is not { } result)
                    return FlushResult.Withdrawn;
                bool isReason = IsReason(result, batch.Count);
                if (!isReason && Failure(result) is { } failure)
                    return failure;
                // One trace that is given up says nothing about the destination.
                if (!isReason)
                    (answered, _failures) = (true, 0);
                // One trace that the destination refuses must not take those beside it along.
                if (result.Status == ExportStatus.Dropped && batch.Count > 1 && IsForContent(result.Code!))
                {
                    _most = (taken + 1) / 2;
                    continue;
                }
                Count(isReason ? ExportResult.Dropped(result.Code!) : result, batch.Count);
            }
            foreach (string refusal in refusals)
                progress.Dropped(refusal, 1);
            _pending.RemoveRange(0, taken);
            _internalErrors = 0;
        }
        return answered ? FlushResult.Done : FlushResult.NothingSent;
    }

    public void Discard() => _pending.Clear();

    public void Dispose() => Discard();

    private DestinationEntry? EntryIn(ActiveConfiguration active) => active.Config.Broadcast.Enabled
        ? active.Config.Broadcast.Destinations.FirstOrDefault(entry => entry.Name == destination && entry.Enabled)
        : null;

    private ITraceExporter? ExporterFor(ActiveConfiguration active, DestinationEntry entry)
    {
        if (ReferenceEquals(_exporterOf, active))
            return _exporter;
        _exporterOf = active;
        return _exporter = ExporterFactory.Create(
            entry, file => active.Credentials.TryGet(file, out string? value) ? value : null, client, clock);
    }

    /// <summary>What keeps the batch here for now; null: it was answered for good.</summary>
    private FlushResult? Failure(ExportResult result)
    {
        if (DestinationRemedy.For(result.Code) is { } remedy)
        {
            _most = 1;
            return FlushResult.Parked(result.Code!, remedy);
        }
        if (result.Status != ExportStatus.Retry)
            return null;
        if (++_failures >= FailuresUntilProbe)
            _most = 1;
        return new(result.Code, result.RetryAfter) { IsCircuitOpen = _failures >= FailuresUntilProbe };
    }

    /// <summary>Whether a trace that is sent alone seems to be what the destination trips over.</summary>
    private bool IsReason(ExportResult result, int count) =>
        count == 1 && result.Code == ExportFaults.InternalError && ++_internalErrors >= MostInternalErrors;

    private void Count(ExportResult result, int count)
    {
        if (result.Status == ExportStatus.Dropped)
        {
            progress.Dropped(result.Code!, count);
            return;
        }
        _most = Math.Min(_most * 2, MostInBatch);
        // It says how many spans, not whose: each is taken for another generation's, so that the loss is never told too small.
        int rejected = (int)Math.Min(result.RejectedSpans, count);
        if (rejected > 0)
        {
            progress.SpansRejected(result.RejectedSpans);
            progress.Dropped(SinkFaults.PartialSuccess, rejected);
        }
        progress.Delivered(count - rejected);
    }

    /// <summary>Whether a refusal may be about one trace of the batch rather than about all that we send.</summary>
    private static bool IsForContent(string code) => code is "http_400" or "http_413" or "http_422" or ExportFaults.Unmappable;

    /// <summary>How many are sent together: at least one.</summary>
    private int BatchLength()
    {
        int taken = 0;
        long bytes = 0;
        while (taken < Math.Min(_most, _pending.Count))
        {
            if (_pending[taken].Content is { } content)
                bytes += (long)content.Request.Length + content.Response.Length;
            if (taken > 0 && bytes > MostBytesInBatch)
                break;
            taken++;
        }
        return taken;
    }

    private (List<TracedGeneration> Batch, List<string> Refusals) Entitled(
        int taken, DestinationEntry current, RouterConfig config)
    {
        var batch = new List<TracedGeneration>(taken);
        var refusals = new List<string>();
        var now = clock.GetUtcNow();
        for (int i = 0; i < taken; i++)
        {
            var entry = _pending[i];
            if (now - entry.Record.CreatedAt > options.TraceMaxAge)
            {
                refusals.Add(SinkFaults.TooOld);
                continue;
            }
            var content = entry.Record.ContentDestinations.Contains(destination, StringComparer.Ordinal) ? entry.Content : null;
            var decision = DestinationSelector.Decide(entry.Record, current, GenerationStage.Delivered, content);
            if (!decision.Send)
            {
                refusals.Add(decision.Reason!);
                continue;
            }
            batch.Add(new(AsLoggedNow(entry.Record, config), decision.WithContent ? content : null));
        }
        return (batch, refusals);
    }

    /// <summary>No trace tells of content, or where it lies, that was to be logged and no longer may be.</summary>
    private static GenerationRecord AsLoggedNow(GenerationRecord record, RouterConfig config) =>
        record.ContentLogged && !Logging.MayStoreContent(record, config) ? record with { ContentLogged = false } : record;

    /// <summary>Null: abandoned, since a configuration came into force by which the batch may be another one.</summary>
    private async Task<ExportResult?> ExportAsync(
        ITraceExporter exporter, List<TracedGeneration> batch, DestinationEntry entry, ActiveConfiguration active,
        CancellationToken cancellationToken)
    {
        await using var permit = new DeliveryPermit(
            configuration, active, next => Allows(next, batch, entry), cancellationToken);
        try
        {
            return await exporter.ExportAsync(batch, permit.Token);
        }
        catch (OperationCanceledException) when (permit.IsWithdrawn)
        {
            return null;
        }
#pragma warning disable CA1031 // A generation that a mapping trips over must not hold up all behind it.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return ExportResult.Dropped(ExportFaults.Unmappable);
        }
    }

    /// <summary>Whether a batch may go out by another configuration as it does by the one that it was made by.</summary>
    private bool Allows(ActiveConfiguration next, List<TracedGeneration> batch, DestinationEntry entry) =>
        EntryIn(next)?.IsSameAs(entry) is true
        && batch.All(generation => ReferenceEquals(AsLoggedNow(generation.Record, next.Config), generation.Record));

    private void Drop(string reason, int count)
    {
        progress.Dropped(reason, count);
        _pending.Clear();
    }
}
