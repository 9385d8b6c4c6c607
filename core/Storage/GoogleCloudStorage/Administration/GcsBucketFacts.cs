namespace K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

/// <summary>What is known of a bucket.</summary>
public sealed record GcsBucketFacts
{
    /// <summary>Where its data lies, as the service writes it: <c>EUROPE-WEST4</c>, <c>US</c>, <c>EUR4</c> ...</summary>
    public required string Location { get; init; }

    /// <summary><c>region</c>, <c>dual-region</c> or <c>multi-region</c>; null: not told.</summary>
    public string? LocationType { get; init; }

    /// <summary>The regions of a configurable dual-region; empty: none are told.</summary>
    public IReadOnlyList<string> DataLocations { get; init; } = [];

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Whether rights are the bucket's alone, without lists of single objects.</summary>
    public bool UniformBucketLevelAccess { get; init; }

    /// <summary><c>enforced</c> or <c>inherited</c>; null: not told.</summary>
    public string? PublicAccessPrevention { get; init; }

    /// <summary>Seconds that deleted and replaced objects are kept; 0: soft delete is off.</summary>
    public long SoftDeleteSeconds { get; init; }

    /// <summary>Seconds that every object is kept from deletion and replacement; null: no retention policy.</summary>
    public long? RetentionSeconds { get; init; }

    /// <summary>Whether the retention policy can never be shortened or removed.</summary>
    public bool RetentionLocked { get; init; }

    /// <summary>Whether single objects may have a retention of their own.</summary>
    public bool ObjectRetention { get; init; }

    /// <summary>Whether new objects get an event-based hold.</summary>
    public bool DefaultEventBasedHold { get; init; }

    /// <summary>Its lifecycle rules.</summary>
    public IReadOnlyList<GcsLifecycleRule> LifecycleRules { get; init; } = [];

    /// <summary>Customer-managed key of objects that name none; null: Google's.</summary>
    public string? DefaultKmsKeyName { get; init; }

    /// <summary>Whether deleted and replaced objects stay as earlier versions.</summary>
    public bool Versioning { get; init; }

    /// <summary>Grows with every change of these settings.</summary>
    public long Metageneration { get; init; }
}
