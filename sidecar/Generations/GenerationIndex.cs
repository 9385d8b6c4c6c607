using System.Diagnostics.CodeAnalysis;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Generations;

/// <summary>
/// The newest generations in memory, for <c>GET generation</c>: bounded in number and in bytes, and lost with the process, since
/// the records are kept elsewhere. The same id again (read back from the journal after a restart) replaces what was there.
/// </summary>
internal sealed class GenerationIndex
{
    public const int DefaultCapacity = 10_000;
    public const long DefaultMaxBytes = 32 << 20;

    /// <summary>A record without the texts that others decide, with its place in here.</summary>
    private const int BaseBytes = 1_500;

    private const int AttemptBytes = 250;

    private readonly Lock _lock = new();
    private readonly int _capacity;
    private readonly long _maxBytes;
    private readonly LinkedList<Entry> _newestFirst = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byId = new(StringComparer.Ordinal);
    private long _bytes;

    public GenerationIndex(int capacity = DefaultCapacity, long maxBytes = DefaultMaxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
        _maxBytes = maxBytes;
    }

    public int Count
    {
        get
        {
            lock (_lock)
                return _newestFirst.Count;
        }
    }

    public void Add(GenerationRecord record)
    {
        lock (_lock)
        {
            var entry = new Entry(record, BytesOf(record));
            _bytes += entry.Bytes;
            if (_byId.TryGetValue(record.Id, out var known))
            {
                _bytes -= known.Value.Bytes;
                known.Value = entry;
            }
            else
            {
                _byId.Add(record.Id, _newestFirst.AddFirst(entry));
            }
            while (_newestFirst.Count > _capacity || (_bytes > _maxBytes && _newestFirst.Count > 1))
                RemoveOldest();
        }
    }

    public bool TryFind(string id, [NotNullWhen(true)] out GenerationRecord? record)
    {
        lock (_lock)
        {
            record = _byId.GetValueOrDefault(id)?.Value.Record;
            return record is not null;
        }
    }

    /// <summary>At most <paramref name="max"/> records, the last added first.</summary>
    public IReadOnlyList<GenerationRecord> RecentFirst(int max)
    {
        lock (_lock)
            return [.. _newestFirst.Take(max).Select(entry => entry.Record)];
    }

    private void RemoveOldest()
    {
        var oldest = _newestFirst.Last!.Value;
        _newestFirst.RemoveLast();
        _byId.Remove(oldest.Record.Id);
        _bytes -= oldest.Bytes;
    }

    private static long BytesOf(GenerationRecord record) =>
        BaseBytes + (sizeof(char) * RecordBounds.Characters(record)) + (AttemptBytes * record.Attempts.Count);

    private readonly record struct Entry(GenerationRecord Record, long Bytes);
}
