using System.Diagnostics.CodeAnalysis;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Generations;

/// <summary>
/// The newest generations in memory, for <c>GET generation</c>: bounded, and lost with the process, since the records are kept
/// elsewhere. The same id again (read back from the journal after a restart) replaces what was there.
/// </summary>
internal sealed class GenerationIndex
{
    public const int DefaultCapacity = 10_000;

    private readonly Lock _lock = new();
    private readonly int _capacity;

    // A ring that grows with use: an idle sidecar holds nothing for generations it never saw.
    private readonly List<GenerationRecord> _ring = [];
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private int _oldest;

    public GenerationIndex(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
    }

    public int Count
    {
        get
        {
            lock (_lock)
                return _ring.Count;
        }
    }

    public void Add(GenerationRecord record)
    {
        lock (_lock)
        {
            if (_slots.TryGetValue(record.Id, out int slot))
            {
                _ring[slot] = record;
                return;
            }
            if (_ring.Count < _capacity)
            {
                _slots.Add(record.Id, _ring.Count);
                _ring.Add(record);
                return;
            }
            _slots.Remove(_ring[_oldest].Id);
            _slots.Add(record.Id, _oldest);
            _ring[_oldest] = record;
            _oldest = (_oldest + 1) % _capacity;
        }
    }

    public bool TryFind(string id, [NotNullWhen(true)] out GenerationRecord? record)
    {
        lock (_lock)
        {
            record = _slots.TryGetValue(id, out int slot) ? _ring[slot] : null;
            return record is not null;
        }
    }

    /// <summary>At most <paramref name="max"/> records, the last added first.</summary>
    public IReadOnlyList<GenerationRecord> RecentFirst(int max)
    {
        lock (_lock)
        {
            var recent = new GenerationRecord[Math.Clamp(max, 0, _ring.Count)];
            for (int i = 0; i < recent.Length; i++)
                recent[i] = _ring[(_oldest + _ring.Count - 1 - i) % _ring.Count];
            return recent;
        }
    }
}
