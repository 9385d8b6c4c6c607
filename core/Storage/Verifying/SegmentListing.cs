using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Verifying;

/// <summary>The objects of one kind in one hour of one workspace, one after another; what isn't a segment is a problem.</summary>
internal sealed class SegmentListing : IAsyncDisposable
{
    private readonly IAsyncEnumerator<StoredObject> _listing;
    private readonly string _prefix;
    private readonly VerificationTally _tally;

    public SegmentListing(
        IObjectStore store, string prefix, string folder, VerificationTally tally, CancellationToken cancellationToken)
    {
        _prefix = prefix;
        _tally = tally;
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
            _tally.Problem(
                StoreProblemKind.ForeignObject, _listing.Current.Name, null, null,
                "The name isn't a segment's: nothing here reads it.");
        }
        (Current, Name) = (null, null);
    }

    public ValueTask DisposeAsync() => _listing.DisposeAsync();
}
