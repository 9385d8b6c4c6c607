namespace K8sRouter.Core.Storage.Reading;

/// <summary>The objects of one kind in one hour of one workspace, one after another.</summary>
internal sealed class SegmentListing : IAsyncDisposable
{
    private readonly IAsyncEnumerator<StoredObject> _listing;
    private readonly string _prefix;
    private readonly Action<StoredObject>? _foreign;

    /// <param name="store">The store.</param>
    /// <param name="prefix">Prefix of every name in it.</param>
    /// <param name="folder">The hour.</param>
    /// <param name="foreign">Is told of what isn't a segment by its name; null: nobody is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public SegmentListing(
        IObjectStore store, string prefix, string folder, Action<StoredObject>? foreign, CancellationToken cancellationToken)
    {
        _prefix = prefix;
        _foreign = foreign;
        _listing = store.ListAsync(folder, cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>The object; null: there are no more.</summary>
    public StoredObject? Current { get; private set; }

    /// <summary>Its name.</summary>
    public SegmentName? Name { get; private set; }

    /// <summary>The order in which both kinds are listed; null comes last.</summary>
    public static int Compare(SegmentName? records, SegmentName? content)
    {
        if (records is null || content is null)
            return (records is null ? 1 : 0) - (content is null ? 1 : 0);
        // With what follows in the objects' names: it decides where one name begins the other.
        return string.CompareOrdinal(records.Key + ".", content.Key + ".");
    }

    public async Task MoveNextAsync()
    {
        while (await _listing.MoveNextAsync())
        {
            if (SegmentName.TryParse(_prefix, _listing.Current.Name, out var name))
            {
                (Current, Name) = (_listing.Current, name);
                return;
            }
            _foreign?.Invoke(_listing.Current);
        }
        (Current, Name) = (null, null);
    }

    public ValueTask DisposeAsync() => _listing.DisposeAsync();
}
