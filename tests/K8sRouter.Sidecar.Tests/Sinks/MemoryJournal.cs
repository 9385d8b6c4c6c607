using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>A journal in memory with a cursor per sink. Every record takes 100 bytes of segment 1.</summary>
internal sealed class MemoryJournal : IJournalSinks
{
    private readonly Lock _lock = new();
    private readonly List<JournalEntry> _entries = [];
    private readonly Dictionary<string, int> _cursors = [];
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyCollection<JournalSink> Registered { get; private set; } = [];

    public IReadOnlyCollection<string> Sinks => [.. Registered.Select(sink => sink.Name)];

    public JournalKeyRing Keys { get; } = new([new byte[32]]);

    public IReadOnlyDictionary<string, long> Backlog()
    {
        lock (_lock)
            return Sinks.ToDictionary(sink => sink, sink => (long)(_entries.Count - _cursors.GetValueOrDefault(sink)));
    }

    public void Append(byte[] row, Core.Generations.CapturedContent? content = null)
    {
        lock (_lock)
        {
            _entries.Add(new(new(1, (_entries.Count + 1) * 100), row, content));
            _appended.SetResult();
            _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public int Acknowledged(string sink)
    {
        lock (_lock)
            return _cursors.GetValueOrDefault(sink);
    }

    public JournalEntry Entry(int index)
    {
        lock (_lock)
            return _entries[index];
    }

    public IJournalReader OpenReader(string sink) => new Reader(this, sink, Acknowledged(sink));

    public void SetSinks(IReadOnlyCollection<JournalSink> sinks) => Registered = sinks;

    private sealed class Reader(MemoryJournal journal, string sink, int next) : IJournalReader
    {
        private int _next = next;

        public async ValueTask<JournalEntry> ReadAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                Task appended;
                lock (journal._lock)
                    appended = journal._appended.Task;
                if (TryRead() is { } entry)
                    return entry;
                await appended.WaitAsync(cancellationToken);
            }
        }

        public JournalEntry? TryRead()
        {
            lock (journal._lock)
                return _next < journal._entries.Count ? journal._entries[_next++] : null;
        }

        public void Release()
        {
        }

        public void Acknowledge(JournalEntry entry)
        {
            lock (journal._lock)
                journal._cursors[sink] = (int)(entry.Position.Offset / 100);
        }

        public void Dispose()
        {
        }
    }
}
