namespace K8sRouter.MockProvider.Control;

/// <summary>Bodies that a webhook destination delivered, oldest first.</summary>
internal sealed class WebhookInbox
{
    private const int Kept = 500;

    private readonly Lock _lock = new();
    private readonly Queue<string> _bodies = new();

    public void Add(string body)
    {
        lock (_lock)
        {
            _bodies.Enqueue(body);
            if (_bodies.Count > Kept)
                _bodies.Dequeue();
        }
    }

    public IReadOnlyList<string> Snapshot()
    {
        lock (_lock)
            return [.. _bodies];
    }

    public void Clear()
    {
        lock (_lock)
            _bodies.Clear();
    }
}
