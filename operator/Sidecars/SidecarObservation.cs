using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Sidecars;

/// <summary>
/// What was last seen of a sidecar. It runs in the workspace's pods, which may say anything: nothing here is text of theirs but
/// words of closed sets and codes of a bounded form.
/// </summary>
internal sealed record SidecarObservation
{
    /// <summary>Name of the pod.</summary>
    public required string Pod { get; init; }

    /// <summary>Whether it answered.</summary>
    public required bool Reached { get; init; }

    /// <summary>The configuration that it runs; null: none, or it didn't answer.</summary>
    public string? Revision { get; init; }

    /// <summary>Newest form of configuration that it understands; null: not known.</summary>
    public int? SupportedSchemaVersion { get; init; }

    /// <summary>Version of the program, as it says; null: not known.</summary>
    public string? Version { get; init; }

    /// <summary>Digest of the credentials that it runs with; null: none, or it doesn't say.</summary>
    public string? Credentials { get; init; }

    /// <summary>Whether it refused the last configuration that it saw.</summary>
    public bool Refuses { get; init; }

    /// <summary>One of <see cref="ConfigRefusalCodes"/>: why what it saw last isn't in force; null: it is.</summary>
    public string? Refusal { get; init; }

    /// <summary>Ids of the keys of which one must have signed its configuration; empty: it takes unsigned ones.</summary>
    public IReadOnlyList<string> ConfigKeys { get; init; } = [];

    /// <summary>How writing to the store goes, since the configuration that it runs is in force.</summary>
    public RecordsState Records { get; init; }

    /// <summary>Code of the store's fault; null: there is none.</summary>
    public string? RecordsFault { get; init; }

    /// <summary>Destinations by the name of the resource.</summary>
    public IReadOnlyDictionary<string, DestinationObservation> Destinations { get; init; } =
        new Dictionary<string, DestinationObservation>();

    /// <summary>Whether a status made of the other would be the same.</summary>
    public bool SaysTheSame(SidecarObservation other) =>
        this == other with { Destinations = Destinations, ConfigKeys = ConfigKeys }
        && ConfigKeys.SequenceEqual(other.ConfigKeys)
        && Destinations.Count == other.Destinations.Count
        && Destinations.All(item => other.Destinations.TryGetValue(item.Key, out var its) && its == item.Value);
}
