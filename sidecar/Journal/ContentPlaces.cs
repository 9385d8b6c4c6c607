namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Where generations with content begin, by id, so that one is read back without a walk through the journal. Bounded: the
/// oldest go first. A place may be of a segment that is gone: whoever looks there asks for the id.
/// </summary>
internal sealed class ContentPlaces
{
    private const int Kept = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, JournalPosition> _places = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <param name="id">Id of the generation.</param>
    /// <param name="start">Where its record begins.</param>
    public void Add(string id, JournalPosition start)
    {
        lock (_gate)
        {
            bool isNew = !_places.ContainsKey(id);
            _places[id] = start;
            if (!isNew)
                return;
            _order.Enqueue(id);
            if (_order.Count > Kept)
                _places.Remove(_order.Dequeue());
        }
    }

    /// <summary>Where its record begins; null: not known.</summary>
    public JournalPosition? Find(string id)
    {
        lock (_gate)
            return _places.TryGetValue(id, out var start) ? start : null;
    }
}
