using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>Feeds the <see cref="EventFeed"/>.</summary>
internal sealed class EventSink(EventFeed feed, SinkProgress progress) : ISink
{
    public string Name => progress.Name;

    public DateTimeOffset? FlushDue => null;

    public void Add(JournalEntry entry)
    {
        feed.Publish(entry.RecordJson.Span);
        progress.Delivered(1);
    }

    public Task<FlushResult> FlushAsync(CancellationToken cancellationToken) => Task.FromResult(FlushResult.Done);

    public void Discard()
    {
        // Nothing is buffered.
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
