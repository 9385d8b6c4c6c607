using K8sRouter.Core.Storage;

namespace K8sRouter.Operator.Tests.Commands.Logs;

/// <summary>A store that is out of reach after some calls.</summary>
internal sealed class FailingStore(IObjectStore store) : IObjectStore
{
    /// <summary>Calls that still succeed.</summary>
    public int CallsLeft { get; set; }

    public string Place => store.Place;

    public Task<PutResult> PutAsync(
        string name, Stream content, ObjectProperties properties, long ifGeneration, CancellationToken cancellationToken) =>
        After(() => store.PutAsync(name, content, properties, ifGeneration, cancellationToken));

    public Task<byte[]?> GetRangeAsync(string name, long offset, int length, CancellationToken cancellationToken) =>
        After(() => store.GetRangeAsync(name, offset, length, cancellationToken));

    public Task<Stream?> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        After(() => store.OpenReadAsync(name, cancellationToken));

    public Task<StoredObject?> StatAsync(string name, CancellationToken cancellationToken) =>
        After(() => store.StatAsync(name, cancellationToken));

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListFoldersAsync(prefix, cancellationToken);

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        After(() => store.DeleteAsync(name, cancellationToken));

    private Task<T> After<T>(Func<Task<T>> call) => CallsLeft-- > 0
        ? call()
        : Task.FromException<T>(new ObjectStoreException(StoreFault.Unavailable, $"{Place} is out of reach: try again later."));
}
