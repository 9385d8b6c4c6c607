using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>
/// Tells subscribers of every change of a store, one at a time and in order. One lock covers the change and its telling, so
/// that whoever subscribes hears each object exactly once; the store has its own, so that reads never wait for callbacks.
/// </summary>
internal sealed class InformerSubscriptions<T>(InformerStore<T> store, ILogger logger)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly List<Subscription> _subscriptions = [];

    public IDisposable Add(Action<InformerChange<T>> changed)
    {
        var subscription = new Subscription(this, changed);
        lock (_lock)
        {
            _subscriptions.Add(subscription);
            foreach (var item in store.Items)
                Tell(subscription, new InformerChange<T>(null, item));
        }
        return subscription;
    }

    /// <summary>Changes the store and tells of it, if there is a change to tell of.</summary>
    /// <returns>By how many objects the store has grown.</returns>
    public int Set(ResourceKey key, T? value)
    {
        lock (_lock)
        {
            if (store.Get(key) is { } held ? IsSame(held, value) : value is null)
                return 0;
            var old = store.Set(key, value);
            foreach (var subscription in _subscriptions.ToArray())
                Tell(subscription, new InformerChange<T>(old, value));
            return (value is null ? 0 : 1) - (old is null ? 0 : 1);
        }
    }

    private static bool IsSame(T held, T? value) =>
        value is not null
        && LibraryObject.MetadataOf(held) is { ResourceVersion: { } version, Uid: var uid }
        && LibraryObject.MetadataOf(value) is var metadata
        && version == metadata.ResourceVersion && uid == metadata.Uid;

    private void Tell(Subscription subscription, InformerChange<T> change)
    {
        if (subscription.Ended)
            return;
        try
        {
            subscription.Changed(change);
        }
        catch (Exception exception)
        {
            // One that breaks its word must not cost the others the change, nor the informer its life.
            var resource = change.New ?? change.Old!;
            Log.SubscriberFailed(
                logger, LibraryObject.Of(resource).Kind, ResourceKey.Of(resource).ToString(), Faults.Describe(exception));
        }
    }

    private sealed class Subscription(InformerSubscriptions<T> owner, Action<InformerChange<T>> changed) : IDisposable
    {
        public Action<InformerChange<T>> Changed => changed;

        public bool Ended { get; private set; }

        public void Dispose()
        {
            lock (owner._lock)
            {
                Ended = true;
                owner._subscriptions.Remove(this);
            }
        }
    }
}
