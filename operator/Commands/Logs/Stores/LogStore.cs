using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Operator.Commands.Logs.Stores;

/// <summary>The store that a command works on.</summary>
internal sealed class LogStore
{
    /// <summary>Where records are.</summary>
    public required IObjectStore Objects { get; init; }

    /// <summary>The part of it that the command is about.</summary>
    public required StoreScope Scope { get; init; }

    /// <summary>Opens a bucket that rows name as the place of their content; null: it can't be opened.</summary>
    public required Func<string, IObjectStore?> Buckets { get; init; }

    /// <summary>What is known of the place beyond its objects.</summary>
    public required StorePlace Place { get; init; }

    /// <summary>Reads it.</summary>
    public StoreReader Reader => new(Objects, Scope, Buckets);

    /// <summary>The places in which a command changes what it finds: that of the records, and that of their content.</summary>
    public required IReadOnlyList<StorePlace> Reached { get; init; }

    /// <summary>Where content of these records is kept beside them.</summary>
    public IReadOnlyList<ContentPlace> ContentPlaces =>
    [
        .. Reached.Where(place => place != Place && place.Bucket is not null).Select(place => new ContentPlace(
            place.Bucket!.Bucket == Place.Bucket?.Bucket ? null : place.Bucket.Bucket, place.Prefix)),
    ];

    /// <summary>The workspace's other places.</summary>
    public required IReadOnlyList<StorePlace> Unreached { get; init; }

    public override string ToString() => Place.ToString();
}
