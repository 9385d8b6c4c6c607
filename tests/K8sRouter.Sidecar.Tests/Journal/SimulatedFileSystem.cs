using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Tests.Journal;

/// <summary>
/// Files in memory that know what is safe: a file's bytes at its last sync, a folder's names at its last. It ends "the process" at
/// a chosen call, tearing a write; loses power, keeping a part of what wasn't synced; refuses writes and syncs; runs full.
/// </summary>
internal sealed class SimulatedFileSystem(int seed = 0) : IJournalFileSystem
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, SimulatedFile> _names = new(StringComparer.Ordinal);
    private readonly List<Action<Dictionary<string, SimulatedFile>>> _unsyncedNames = [];
    private Dictionary<string, SimulatedFile> _safeNames = new(StringComparer.Ordinal);
    private bool _made;
    private bool _lockMade;
    private bool _locked;
    private bool _crashed;

    /// <summary>Calls that changed something.</summary>
    public int Calls { get; private set; }

    /// <summary>The call in which the process ends.</summary>
    public int CrashAt { get; set; } = int.MaxValue;

    public int RefusedWrites { get; set; }

    public int RefusedSyncs { get; set; }

    public int RefusedDeletes { get; set; }

    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Calls that take room: the folder and its lock the first time, files, writes that make a file longer.</summary>
    public int Growths { get; private set; }

    /// <summary>The first call that takes room and finds none, as do all after it.</summary>
    public int FullFrom { get; set; } = int.MaxValue;

    /// <summary>While set and not signalled, writes don't return.</summary>
    public ManualResetEventSlim? Hang { get; set; }

    /// <summary>While set and not signalled, syncs don't return.</summary>
    public ManualResetEventSlim? HangSyncs { get; set; }

    /// <summary>Set once a write or a sync hangs.</summary>
    public ManualResetEventSlim Hanging { get; } = new();

    public int Syncs { get; private set; }

    public IReadOnlyDictionary<string, SimulatedFile> Files => _names;

    public long Used
    {
        get
        {
            lock (_gate)
                return _names.Values.Sum(f => f.Length);
        }
    }

    /// <summary>The process is gone, what it wrote is there.</summary>
    public void EndProcess()
    {
        _locked = false;
        _crashed = false;
        CrashAt = int.MaxValue;
    }

    /// <summary>The machine is gone: of what wasn't synced, each file and the folder keep a part from the front.</summary>
    public void LosePower()
    {
        EndProcess();
        int kept = _random.Next(_unsyncedNames.Count + 1);
        foreach (var change in _unsyncedNames.Take(kept))
            change(_safeNames);
        _unsyncedNames.Clear();
        _names.Clear();
        foreach (var (name, file) in _safeNames)
        {
            file.LosePower(_random);
            _names[name] = file;
        }
    }

    public void CreateFolder(string path)
    {
        lock (_gate)
        {
            if (!_made)
                Grow();
            _made = true;
        }
    }

    public IReadOnlyList<string> List(string folder)
    {
        lock (_gate)
            return [.. _names.Keys.Select(n => Path.GetFileName(n))];
    }

    public IJournalFile Create(string path)
    {
        lock (_gate)
        {
            Step();
            if (_names.ContainsKey(path))
                throw new IOException("exists");
            Grow();
            if (Used >= Capacity)
                throw NoSpace();
            var file = new SimulatedFile(this);
            Change(names => names[path] = file);
            return file;
        }
    }

    public IJournalFile Open(string path, bool write)
    {
        lock (_gate)
            return _names.TryGetValue(path, out var file) ? file : throw new FileNotFoundException(path);
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            Step();
            if (!_names.ContainsKey(from))
                throw new FileNotFoundException(from);
            Change(names =>
            {
                if (names.Remove(from, out var file))
                    names[to] = file;
            });
        }
    }

    public void Delete(string path)
    {
        lock (_gate)
        {
            Step();
            if (RefusedDeletes > 0)
            {
                RefusedDeletes--;
                throw new IOException("refused");
            }
            Change(names => names.Remove(path));
        }
    }

    public void SyncFolder(string path)
    {
        lock (_gate)
        {
            Step();
            RefuseSync();
            _safeNames = new Dictionary<string, SimulatedFile>(_names, StringComparer.Ordinal);
            _unsyncedNames.Clear();
        }
    }

    public long AvailableBytes(string folder) => Capacity - Used;

    public IDisposable Lock(string path)
    {
        if (_locked)
            throw new IOException("in use", 11);
        lock (_gate)
        {
            if (!_lockMade)
                Grow();
            _lockMade = true;
        }
        _locked = true;
        return new Unlock(this);
    }

    /// <summary>How much of a write is done: all, or a part before the process ends or the disk is full.</summary>
    internal int BeforeWrite(int count, long growth, out Exception? then)
    {
        then = null;
        if (Hang is { } hang)
        {
            Hanging.Set();
            hang.Wait();
        }
        Calls++;
        if (_crashed)
            throw new SimulatedCrash();
        if (Calls >= CrashAt)
        {
            _crashed = true;
            then = new SimulatedCrash();
            return _random.Next(count + 1);
        }
        if (RefusedWrites > 0)
        {
            RefusedWrites--;
            then = new IOException("refused");
            return _random.Next(count + 1);
        }
        if (growth > 0 && Growths++ >= FullFrom)
        {
            then = NoSpace();
            return _random.Next(count + 1);
        }
        if (growth > Capacity - Used)
        {
            then = NoSpace();
            return (int)Math.Clamp(count - (growth - (Capacity - Used)), 0, count);
        }
        return count;
    }

    internal void AwaitSync()
    {
        if (HangSyncs is not { } hang)
            return;
        Hanging.Set();
        hang.Wait();
    }

    internal void BeforeSync()
    {
        Step();
        RefuseSync();
        Syncs++;
    }

    internal void Step()
    {
        Calls++;
        if (_crashed || Calls >= CrashAt)
        {
            _crashed = true;
            throw new SimulatedCrash();
        }
    }

    internal Lock Gate => _gate;

    private void Grow()
    {
        if (Growths++ >= FullFrom)
            throw NoSpace();
    }

    private static IOException NoSpace() => new("no space", 28);

    private void RefuseSync()
    {
        if (RefusedSyncs <= 0)
            return;
        RefusedSyncs--;
        throw new IOException("refused");
    }

    private void Change(Action<Dictionary<string, SimulatedFile>> change)
    {
        change(_names);
        _unsyncedNames.Add(change);
    }

    private sealed class Unlock(SimulatedFileSystem files) : IDisposable
    {
        public void Dispose() => files._locked = false;
    }
}
