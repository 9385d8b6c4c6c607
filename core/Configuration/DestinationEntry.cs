using System.Text.Json;

namespace K8sRouter.Core.Configuration;

/// <summary>An observability destination, without its secrets.</summary>
public sealed record DestinationEntry
{
    /// <summary>Name of the resource.</summary>
    public required string Name { get; init; }

    /// <summary>A UUID of the destination, hashed into sampling decisions.</summary>
    public required string Id { get; init; }

    /// <summary>One of the documented types, such as <c>webhook</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Name shown to people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether traces are sent.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Fields of the type that are not secret, header names included with a mask as their value.</summary>
    public IReadOnlyDictionary<string, string> Config { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Secret fields of the type: field name (<c>headers.X-Key</c> for a header) to name of the credential's file.
    /// </summary>
    public IReadOnlyDictionary<string, string> SecretFiles { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether http without TLS is allowed.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>Share of traces sent, 0.0001 to 1.</summary>
    public decimal SamplingRate { get; init; } = 1;

    /// <summary><c>Full</c>, <c>Reference</c> or <c>None</c>.</summary>
    public string ContentMode { get; init; } = "None";

    /// <summary>Keys whose traces are sent; null: all.</summary>
    public IReadOnlyList<string>? ApiKeyHashes { get; init; }

    /// <summary>Which traces are sent, by what they hold; null: all.</summary>
    public DestinationFilterRules? FilterRules { get; init; }

    /// <summary>
    /// Where logged content is kept, such as <c>gs://bucket/prefix</c>, for traces that hold a reference in its place; null: in
    /// the sidecar's own folder, or the destination gets no references.
    /// </summary>
    public string? ContentPlace { get; init; }

    /// <summary>Regions whose traces it takes.</summary>
    public IReadOnlyList<string> Regions { get; init; } = ["global"];

    /// <summary>Which opt-in groups of metadata are sent.</summary>
    public DestinationIncludes Include { get; init; } = new();

    /// <summary>
    /// Whether its owner declares that it keeps no content, so that it may get that of calls which demand zero data retention.
    /// Null: it doesn't.
    /// </summary>
    public bool? ZeroRetention { get; init; }

    /// <summary>
    /// Whether calls are refused rather than answered without what this destination is to get of them. Null: they aren't.
    /// </summary>
    public bool? Required { get; init; }

    /// <summary>Whether another entry says the same in everything.</summary>
    public bool IsSameAs(DestinationEntry other) => Json(this).AsSpan().SequenceEqual(Json(other));

    private static byte[] Json(DestinationEntry entry) =>
        JsonSerializer.SerializeToUtf8Bytes(entry, RouterConfigJson.Default.DestinationEntry);
}
