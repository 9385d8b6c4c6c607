using K8sRouter.Core.Storage;

namespace K8sRouter.Core.Tests.Storage;

/// <summary>A store before whose writes and reads a test can do something, or fail.</summary>
internal sealed class InterposedStore(IObjectStore inner) : IObjectStore
{
    private int _puts;

    /// <summary>Gets the object's name and the number of the write, from 1.</summary>
    public Func<string, int, Task> BeforePut { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Gets the name of the object that is to be opened.</summary>
    public Func<string, Task> BeforeRead { get; init; } = _ => Task.CompletedTask;

    public string Place => inner.Place;

    public async Task<PutResult> PutAsync(string name, Stream content, ObjectProperties properties, long ifGeneration, CancellationToken cancellationToken)
    {
        await BeforePut(name, Interlocked.Increment(ref _puts));
        return await inner.PutAsync(name, content, properties, ifGeneration, cancellationToken);
    }

    public Task<byte[]?> GetRangeAsync(string name, long offset, int length, CancellationToken cancellationToken) =>
        inner.GetRangeAsync(name, offset, length, cancellationToken);

    public async Task<Stream?> OpenReadAsync(string name, CancellationToken cancellationToken)
    {
        await BeforeRead(name);
        return await inner.OpenReadAsync(name, cancellationToken);
    }

    public Task<StoredObject?> StatAsync(string name, CancellationToken cancellationToken) => inner.StatAsync(name, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken) => inner.ListFoldersAsync(prefix, cancellationToken);

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);
}
