using System.Text.Json.Serialization;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>Where segments go, and by which rule content is in them. What is sealed for one target goes to no other.</summary>
internal sealed record SegmentTarget
{
    /// <summary>Prefix of every name in the sidecar's own folder.</summary>
    public const string FolderPrefix = "k8srouter";

    /// <summary>Store of the rows; null: the sidecar's own folder.</summary>
    public StoreSettings? Rows { get; init; }

    /// <summary>Store of the content; null: the sidecar's own folder.</summary>
    public StoreSettings? Content { get; init; }

    /// <summary>Whether any content is kept now.</summary>
    [JsonIgnore]
    public bool KeepsContent { get; init; }

    /// <summary>
    /// The rows were captured in a region that the store isn't declared to lie in: they stay in the sidecar's own folder.
    /// </summary>
    public bool StaysHere { get; init; }

    /// <summary>Names what decides which content is kept: it changes whenever that does.</summary>
    public required string Rule { get; init; }

    /// <summary>Bucket that rows have to name; null: content lies where they do.</summary>
    [JsonIgnore]
    public string? ContentBucket => Content?.Bucket == Rows?.Bucket ? null : Content?.Bucket;

    /// <summary>The target of rows that were captured in a region.</summary>
    public SegmentTarget For(string region) =>
        Rows is null || StoreRegions.MayHold(Rows, region) ? this : this with { Rows = null, StaysHere = true };

    /// <summary>What this target means for rows that another one was decided for.</summary>
    public SegmentTarget Like(SegmentTarget other) => other.StaysHere ? this with { Rows = null, StaysHere = true } : this;

    public static string PrefixOf(StoreSettings? store) => store?.Prefix ?? FolderPrefix;

    /// <summary>Whether the same bytes go to the same places; credentials and keys may differ.</summary>
    public bool IsSameAs(SegmentTarget other) =>
        Rule == other.Rule && IsSamePlace(Rows, other.Rows) && IsSamePlace(Content, other.Content);

    public static bool IsSamePlace(StoreSettings? one, StoreSettings? other) =>
        one?.Bucket == other?.Bucket && PrefixOf(one) == PrefixOf(other);
}
