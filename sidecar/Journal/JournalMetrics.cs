using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>The journal's instruments, and the account of what was lost that its status shows.</summary>
internal sealed class JournalMetrics
{
    private readonly Counter<long> _appends;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _quarantined;
    private readonly Counter<long> _quarantineDeleted;
    private readonly Counter<long> _truncatedBytes;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _late;
    private readonly Histogram<double> _syncs;
    private readonly long[] _lostByReason = new long[LossReasons.All.Count];
    private readonly KeyValuePair<string, object?>[] _results =
        [new("result", "written"), new("result", "full"), new("result", "failed")];

    public JournalMetrics(Meter meter)
    {
        _appends = meter.CreateCounter<long>("k8srouter_journal_appends_total", description: "Appends to the journal by result.");
        _lost = meter.CreateCounter<long>(
            "k8srouter_journal_lost_total",
            description: "Finished generations that are not, or no longer, in the journal, by reason.");
        _dropped = meter.CreateCounter<long>(
            "k8srouter_journal_dropped_total",
            description: "Finished generations that the journal gave up before a sink had them, by sink and reason.");
        _quarantined = meter.CreateCounter<long>(
            "k8srouter_journal_quarantined_total",
            description: "Damaged records and segments passed over when the journal was opened.");
        _quarantineDeleted = meter.CreateCounter<long>(
            "k8srouter_journal_quarantine_deleted_total",
            description: "Unreadable segments deleted because those kept aside took too much room.");
        _truncatedBytes = meter.CreateCounter<long>(
            "k8srouter_journal_truncated_bytes_total", "By",
            "Bytes of half-written records cut off when the journal was opened.");
        _skipped = meter.CreateCounter<long>(
            "k8srouter_journal_reader_skipped_total",
            description: "Records that a sink's reader passed over because they are damaged.");
        _late = meter.CreateCounter<long>(
            "k8srouter_journal_late_total", description: "Appends that reached the disk after their time was over.");
        _syncs = meter.CreateHistogram<double>(
            "k8srouter_journal_fsync_seconds", "s", "Time that forcing a segment to the disk took.");
        Meter = meter;
    }

    public Meter Meter { get; }

    public void Appended(AppendResult result) => _appends.Add(1, _results[(int)result]);

    public void Lost(string reason, long count)
    {
        if (count <= 0)
            return;
        for (int i = 0; i < _lostByReason.Length; i++)
        {
            if (LossReasons.All[i] == reason)
                Interlocked.Add(ref _lostByReason[i], count);
        }
        _lost.Add(count, new KeyValuePair<string, object?>("reason", reason));
    }

    public void Quarantined(long count)
    {
        if (count > 0)
            _quarantined.Add(count);
    }

    public void Dropped(string sink, string reason, long count)
    {
        if (count > 0)
            _dropped.Add(count, new("sink", sink), new("reason", reason));
    }

    public void QuarantineDeleted() => _quarantineDeleted.Add(1);

    public void Truncated(long bytes) => _truncatedBytes.Add(bytes);

    public void Skipped(string sink, long count) => _skipped.Add(count, new KeyValuePair<string, object?>("sink", sink));

    public void Late() => _late.Add(1);

    public void Synced(TimeSpan elapsed) => _syncs.Record(elapsed.TotalSeconds);

    /// <summary>Lost generations since the start, by reason; reasons that never applied are left out.</summary>
    public IReadOnlyDictionary<string, long> LostByReason()
    {
        var lost = new Dictionary<string, long>(StringComparer.Ordinal);
        for (int i = 0; i < _lostByReason.Length; i++)
        {
            if (Interlocked.Read(ref _lostByReason[i]) is > 0 and var count)
                lost[LossReasons.All[i]] = count;
        }
        return lost;
    }

    /// <summary>Adds the gauges that look at a journal.</summary>
    public void Observe(Func<JournalStatus> status)
    {
        Meter.CreateObservableGauge(
            "k8srouter_journal_bytes", () => status().Bytes, "By", "Bytes of all segments in the journal's folder.");
        Meter.CreateObservableGauge(
            "k8srouter_journal_segments", () => status().Segments, description: "Segments that can be read.");
        Meter.CreateObservableGauge(
            "k8srouter_journal_quarantine_bytes", () => status().QuarantinedBytes, "By",
            "Bytes of unreadable segments that are kept aside.");
        Meter.CreateObservableGauge(
            "k8srouter_journal_backlog",
            () => status().Sinks.Select(s => new Measurement<long>(s.Backlog, new TagList { { "sink", s.Sink } })),
            description: "Finished generations that a sink has not acknowledged.");
    }
}
