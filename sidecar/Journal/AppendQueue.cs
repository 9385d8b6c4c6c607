using System.Collections.Concurrent;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// The way from a request to the writer: 1. the request's thread builds the payload and queues it; 2. the pool's next free
/// thread, mostly that very one, writes all that is queued, in order; 3. a request goes on when its own is written. A disk that
/// hangs thus holds a thread and no request: after <see cref="JournalOptions.AppendTimeout"/> those that wait are told so, and
/// until the thread is back new ones at once.
/// </summary>
internal sealed class AppendQueue : IThreadPoolWorkItem, IDisposable
{
    private const int LooksPerTimeout = 5;

    private readonly JournalContext _context;
    private readonly JournalWriter _writer;
    private readonly ConcurrentQueue<PendingAppend> _queue = new();
    private readonly RecordEncoders _encoders = new();
    private readonly ITimer _watch;
    private readonly TimeSpan _look;
    private PendingAppend? _writing;
    private int _draining;
    private int _armed;
    private volatile PendingAppend? _stuckIn;

    public AppendQueue(JournalContext context, JournalWriter writer)
    {
        _context = context;
        _writer = writer;
        _look = context.Options.AppendTimeout / LooksPerTimeout;
        _watch = context.Clock.CreateTimer(_ => Watch(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The disk hangs: nothing is taken.</summary>
    public bool Stuck => _stuckIn is { } append && append == Volatile.Read(ref _writing);

    /// <summary>Queues an append; what it holds is copied when this returns.</summary>
    public Task<AppendOutcome> Add(RecordKind kind, GenerationRecord record, CapturedContent? content)
    {
        if (Stuck)
        {
            if (kind == RecordKind.Finished)
                _writer.Forget(record.Id);
            var refused = new AppendOutcome(AppendResult.Failed, LossReasons.Timeout);
            Count(kind, refused);
            return Task.FromResult(refused);
        }
        var append = Encode(kind, record, content);
        _queue.Enqueue(append);
        Arm();
        if (Interlocked.Exchange(ref _draining, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        return append.Done;
    }

    /// <summary>
    /// Appends a finished generation on this thread, however long it takes. False: the disk is full, and whoever still holds it
    /// tries again, so that it isn't counted as lost.
    /// </summary>
    public bool TryAddNow(GenerationRecord record)
    {
        var append = Encode(RecordKind.Finished, record, null);
        try
        {
            var outcome = _writer.Append(append);
            if (outcome.Reason == LossReasons.DiskFull)
                return false;
            Count(RecordKind.Finished, outcome);
            return true;
        }
        finally
        {
            _encoders.Return(append.Encoder);
        }
    }

    /// <summary>Writes what is queued until nothing is.</summary>
    public void Execute()
    {
        do
        {
            while (_queue.TryDequeue(out var append))
            {
                Volatile.Write(ref _writing, append);
                Write(append);
                Volatile.Write(ref _writing, null);
            }
            Interlocked.Exchange(ref _draining, 0);
        }
        while (!_queue.IsEmpty && Interlocked.Exchange(ref _draining, 1) == 0);
    }

    /// <summary>Ends the watch. What is queued is still written, or refused by a closed writer.</summary>
    public void Dispose() => _watch.Dispose();

    private PendingAppend Encode(RecordKind kind, GenerationRecord record, CapturedContent? content)
    {
        var encoder = _encoders.Rent();
        try
        {
            encoder.Encode(record, content);
        }
        catch
        {
            _encoders.Return(encoder);
            throw;
        }
        return new PendingAppend(kind, record, content, encoder, _context.Clock.GetTimestamp());
    }

    private void Write(PendingAppend append)
    {
        if (append.Kind == RecordKind.Finished)
            _writer.Forget(append.Record.Id);
        try
        {
            // Given up while it was queued, and counted: not written, so that it isn't both.
            if (!append.IsDecided)
                Complete(append, _writer.Append(append));
        }
#pragma warning disable CA1031 // Not the disk's fault, those are outcomes: it goes to whoever asked, and the others' turn comes.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            append.Fail(fault);
        }
        finally
        {
            _encoders.Return(append.Encoder);
        }
    }

    private void Complete(PendingAppend append, AppendOutcome outcome)
    {
        if (TryDecide(append, outcome))
            return;
        if (outcome.Result == AppendResult.Written)
            _context.Metrics.Late();
        // Whoever waited went on without it: the call may be over by now.
        if (append.Kind == RecordKind.Started)
            _writer.Forget(append.Record.Id);
    }

    private void Count(RecordKind kind, AppendOutcome outcome)
    {
        _context.Metrics.Appended(outcome.Result);
        if (outcome.Reason is { } reason && kind == RecordKind.Finished)
            _context.Metrics.Lost(reason, 1);
    }

    /// <summary>One look is coming anyhow, or is asked for now: an idle journal looks at nothing.</summary>
    private void Arm()
    {
        if (Volatile.Read(ref _armed) == 0 && Interlocked.Exchange(ref _armed, 1) == 0)
            _watch.Change(_look, Timeout.InfiniteTimeSpan);
    }

    private void Watch()
    {
        Interlocked.Exchange(ref _armed, 0);
        if (Volatile.Read(ref _writing) is { } writing && IsLate(writing) && GiveUp(writing))
        {
            _stuckIn = writing;
            Log.JournalHangs(_context.Log, (long)_context.Options.AppendTimeout.TotalMilliseconds);
        }
        foreach (var queued in _queue)
        {
            if (!IsLate(queued))
                break;
            GiveUp(queued);
        }
        // In this order: what isn't in the queue any more is being written, or done. Whoever came since found a look armed.
        if (!_queue.IsEmpty || Volatile.Read(ref _draining) != 0)
            Arm();
    }

    private bool GiveUp(PendingAppend append) =>
        TryDecide(append, new AppendOutcome(AppendResult.Failed, LossReasons.Timeout));

    private bool TryDecide(PendingAppend append, AppendOutcome outcome)
    {
        if (!append.TryDecide())
            return false;
        Count(append.Kind, outcome);
        append.Complete(outcome);
        return true;
    }

    /// <summary>The next look would find it over its time.</summary>
    private bool IsLate(PendingAppend append) =>
        _context.Clock.GetElapsedTime(append.Since) >= _context.Options.AppendTimeout - _look;
}
