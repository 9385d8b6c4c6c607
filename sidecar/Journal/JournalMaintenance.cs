using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// A thread of its own, since a sync may block for long: syncs, writes cursors, deletes what everyone has. It sleeps until an
/// append or an acknowledgement has armed its timer, so that an idle sidecar uses no processor.
/// </summary>
internal sealed class JournalMaintenance : IDisposable
{
    private static readonly TimeSpan Patrol = TimeSpan.FromSeconds(30);

    private readonly JournalContext _context;
    private readonly JournalWriter _writer;
    private readonly JournalSync _sync;
    private readonly SegmentReclaimer _reclaimer;
    private readonly OrphanCloser _orphans;
    private readonly AutoResetEvent _wake = new(false);
    private readonly ITimer _soon;
    private readonly ITimer _patrol;
    private readonly Thread _thread;
    private int _armed;
    private volatile bool _due;
    private volatile bool _ended;

    public JournalMaintenance(
        JournalContext context, JournalWriter writer, JournalSync sync, SegmentReclaimer reclaimer, OrphanCloser orphans)
    {
        _context = context;
        _writer = writer;
        _sync = sync;
        _reclaimer = reclaimer;
        _orphans = orphans;
        sync.Wanted = () => _wake.Set();
        _soon = context.Clock.CreateTimer(_ => WakeForAll(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _patrol = context.Clock.CreateTimer(_ => WakeForAll(), null, Patrol, Patrol);
        _thread = new Thread(Work) { IsBackground = true, Name = "journal" };
        _thread.Start();
    }

    /// <summary>Something is to be made safe within the sync interval. Cheap where that is known already.</summary>
    public void Arm()
    {
        if (Volatile.Read(ref _armed) == 0 && Interlocked.Exchange(ref _armed, 1) == 0)
            _soon.Change(_context.Options.SyncInterval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>One round of everything, on the caller's thread.</summary>
    public void Run()
    {
        Volatile.Write(ref _armed, 0);
        WatchDisk();
        _orphans.Run();
        _writer.RollIfOld();
        if (_context.Options.Sync != JournalSyncPolicy.None || _ended)
            _sync.Run();
        else
            _sync.ReleaseSealed();
        _context.Sinks.Flush();
        _reclaimer.Reclaim();
    }

    /// <summary>Ends the thread; what it was doing is done.</summary>
    public void Dispose()
    {
        if (_ended)
            return;
        _ended = true;
        _soon.Dispose();
        _patrol.Dispose();
        _wake.Set();
        // The event isn't disposed: a timer's callback may be on its way to it.
        _thread.Join();
    }

    private void WakeForAll()
    {
        _due = true;
        if (!_ended)
            _wake.Set();
    }

    private void Work()
    {
        while (true)
        {
            _wake.WaitOne();
            if (_ended)
                return;
            try
            {
                // A group waits for the sync alone; cursors can wait for their time.
                if (_context.Options.Sync == JournalSyncPolicy.Group)
                    _sync.Run();
                if (!_due)
                    continue;
                _due = false;
                Run();
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                Log.JournalMaintenanceFailed(_context.Log, e);
            }
        }
    }

    private void WatchDisk()
    {
        if (_context.Options.MinimumFreeBytes <= 0)
            return;
        long missing = MissingBytes();
        bool low = missing > 0 && !(_reclaimer.MakeRoom(missing) && MissingBytes() <= 0);
        if (low != _writer.DiskLow)
            Log.JournalDiskSpace(_context.Log, low);
        _writer.DiskLow = low;
    }

    /// <summary>How much the disk is short of what has to stay free; where it doesn't say, nothing.</summary>
    private long MissingBytes()
    {
        long missing = 0;
        DiskFaults.Ignore(() => missing = _context.Options.MinimumFreeBytes - _context.Files.AvailableBytes(_context.Folder));
        return missing;
    }
}
