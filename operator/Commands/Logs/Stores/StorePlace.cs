using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Commands.Logs.Stores;

/// <summary>A bucket or folder, and what its workspace says of it.</summary>
internal sealed class StorePlace
{
    /// <summary>The folder; null: a bucket.</summary>
    public string? Folder { get; init; }

    /// <summary>The bucket; null: a folder.</summary>
    public StoreSettings? Bucket { get; init; }

    /// <summary>The bucket's credential, a secret; null: the machine's own.</summary>
    public string? Credential { get; init; }

    /// <summary>Prefix of every name in it.</summary>
    public required string Prefix { get; init; }

    /// <summary>What is kept in it, such as <c>records and logged content</c>.</summary>
    public required string Holds { get; init; }

    /// <summary>Whether records are kept in it.</summary>
    public bool HoldsRecords { get; init; } = true;

    /// <summary>Whether content is kept in it.</summary>
    public bool HoldsContent { get; init; } = true;

    /// <summary>Whether a policy says what it should be; else somebody just named it.</summary>
    public bool IsDeclared { get; init; }

    /// <summary>Days that content is kept; null: nobody said.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>Where it is, for people: <c>gs://BUCKET/PREFIX</c>, or the folder.</summary>
    public override string ToString()
    {
        var place = Bucket is null ? Folder! : $"gs://{Bucket.Bucket}";
        return Prefix.Length == 0 ? place : $"{place.TrimEnd('/')}/{Prefix}";
    }
}
