using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>
/// A sink as its pump drives it, step by step and without threads: what isn't acknowledged is read again after a crash or where
/// the sink asks for it.
/// </summary>
internal sealed class SinkProcess(Func<SegmentSink> start) : IDisposable
{
    private readonly List<JournalEntry> _journal = [];
    private SegmentSink _sink = start();
    private int _read;

    public int Acknowledged { get; private set; }

    public SegmentSink Sink => _sink;

    public void Append(params JournalEntry[] entries) => _journal.AddRange(entries);

    /// <summary>Reads what is there and delivers it, until that goes through or fails.</summary>
    public async Task<FlushResult> DeliverAsync()
    {
        for (int round = 0; ; round++)
        {
            Assert.True(round < 20, "The sink asks for the journal again and again.");
            var result = _sink.FlushDue == DateTimeOffset.MinValue ? await _sink.FlushAsync(default) : FlushResult.Done;
            if (result.IsDone)
            {
                Read();
                result = await _sink.FlushAsync(default);
            }
            if (result.IsWithdrawn)
                continue;
            if (result.IsReplay)
            {
                _sink.Discard();
                _read = Acknowledged;
                continue;
            }
            if (result.IsDone)
                Acknowledged = _read;
            return result;
        }
    }

    /// <summary>Reads what is there without delivering anything.</summary>
    public void Read()
    {
        for (; _read < _journal.Count; _read++)
            _sink.Add(_journal[_read]);
    }

    /// <summary>The process ends as it stands, and another one takes over from the last acknowledgement.</summary>
    public void Crash()
    {
        _sink.Dispose();
        _sink = start();
        _read = Acknowledged;
    }

    public void Dispose() => _sink.Dispose();
}
