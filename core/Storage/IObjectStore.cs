namespace K8sRouter.Core.Storage;

/// <summary>
/// Where records and content are kept: objects by name, written whole and never changed in place. Faults of the store are
/// <see cref="ObjectStoreException"/> or another <see cref="IOException"/>; a call may be repeated after one.
/// </summary>
public interface IObjectStore
{
    /// <summary>Where it is, for people: <c>gs://BUCKET</c> or the folder.</summary>
    string Place { get; }

    /// <summary>Writes an object; nobody ever sees a part of it.</summary>
    /// <param name="name">Name of the object, with slashes.</param>
    /// <param name="content">Its bytes, from the stream's beginning; seekable, so that an upload can be repeated or
    /// resumed.</param>
    /// <param name="properties">What is kept with it.</param>
    /// <param name="ifGeneration">Generation that must be there: 0 = none, which never overwrites.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<PutResult> PutAsync(
        string name, Stream content, ObjectProperties properties, long ifGeneration, CancellationToken cancellationToken);

    /// <summary>A part of an object; null: there is no such object.</summary>
    /// <exception cref="IOException">The object ends before the part does, or the store is at fault.</exception>
    Task<byte[]?> GetRangeAsync(string name, long offset, int length, CancellationToken cancellationToken);

    /// <summary>Reads an object from its beginning; null: there is no such object.</summary>
    Task<Stream?> OpenReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>What is known of an object; null: there is no such object.</summary>
    Task<StoredObject?> StatAsync(string name, CancellationToken cancellationToken);

    /// <summary>Objects whose names begin with <paramref name="prefix"/>, in the order of their names.</summary>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>
    /// The next parts of the names that begin with <paramref name="prefix"/>, each up to and with its slash and each once, in
    /// order: <c>a/</c> leads to <c>a/b/</c> and <c>a/c/</c>, whatever lies below them.
    /// </summary>
    /// <param name="prefix">Empty, or ends with a slash.</param>
    /// <param name="cancellationToken">Gives up.</param>
    IAsyncEnumerable<string> ListFoldersAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Removes an object; false: there was none.</summary>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken);
}
