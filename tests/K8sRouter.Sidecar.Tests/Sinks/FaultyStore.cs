using K8sRouter.Core.Storage;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>Fails before or after a write, as told: after is a write whose answer is lost.</summary>
internal sealed class FaultyStore(IObjectStore inner) : IObjectStore
{
    public string Place => inner.Place;

    public Func<string, bool> FailBefore { get; set; } = _ => false;

    public Func<string, bool> FailAfter { get; set; } = _ => false;

    public bool FailList { get; set; }

    public bool FailDelete { get; set; }

    public Func<Exception> Fault { get; set; } = () => new ObjectStoreException(StoreFault.Unavailable, "out of reach");

    /// <summary>Names of all writes that were asked for.</summary>
    public List<string> Puts { get; } = [];

    public async Task<PutResult> PutAsync(
        string name, Stream content, ObjectProperties properties, long ifGeneration, CancellationToken cancellationToken)
    {
        Puts.Add(name);
        if (FailBefore(name))
            throw Fault();
        var result = await inner.PutAsync(name, content, properties, ifGeneration, cancellationToken);
        return FailAfter(name) ? throw Fault() : result;
    }

    public Task<byte[]?> GetRangeAsync(string name, long offset, int length, CancellationToken cancellationToken) =>
        inner.GetRangeAsync(name, offset, length, cancellationToken);

    public Task<Stream?> OpenReadAsync(string name, CancellationToken cancellationToken) => inner.OpenReadAsync(name, cancellationToken);

    public Task<StoredObject?> StatAsync(string name, CancellationToken cancellationToken) => inner.StatAsync(name, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken) =>
        FailList ? throw Fault() : inner.ListFoldersAsync(prefix, cancellationToken);

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        FailDelete ? throw Fault() : inner.DeleteAsync(name, cancellationToken);
}
