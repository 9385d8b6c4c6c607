using K8sRouter.Core.Destinations;
using K8sRouter.Crds.References;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ObservabilityDestinations;

/// <summary>Where traces are sent, which of them, and what they hold.</summary>
public sealed record ObservabilityDestinationSpec
{
    /// <summary>Kind of destination. It decides the fields of <c>config</c> and <c>secretConfig</c>, and never changes.</summary>
    [OneOf(DestinationTypes.Arize, DestinationTypes.Braintrust, DestinationTypes.ClickHouse, DestinationTypes.Datadog,
        DestinationTypes.Grafana, DestinationTypes.Langfuse, DestinationTypes.LangSmith, DestinationTypes.NewRelic,
        DestinationTypes.Opik, DestinationTypes.OtelCollector, DestinationTypes.PostHog, DestinationTypes.Ramp,
        DestinationTypes.S3, DestinationTypes.Sentry, DestinationTypes.Snowflake, DestinationTypes.Weave,
        DestinationTypes.Webhook)]
    [ValidationRule("self == oldSelf", RuleMessages.TypeChanges)]
    public required string Type { get; init; }

    /// <summary>Name shown to people. Absent: the resource's name.</summary>
    [Text(MinLength = 1, MaxLength = 200)]
    public string? DisplayName { get; init; }

    /// <summary>Whether traces are sent.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// Where the destination lies, as declared. Absent: not declared, which a workspace in Europe or Us refuses. It must agree
    /// with where the vendor says that the host in <c>config</c> lies.
    /// </summary>
    public DataRegion? Location { get; init; }

    /// <summary>
    /// The type's fields that aren't secret, camelCase as the API writes them. Secret ones are refused here: they belong in
    /// <c>secretConfig</c>. Example: <c>{baseUrl: "https://us.cloud.langfuse.com"}</c>.
    /// </summary>
    [Entries(32)]
    [Text(MaxLength = 2048)]
    [NeverQuoted]
    [ValidationRule("self.all(name, name != 'headers' && !name.startsWith('headers.'))", RuleMessages.HeadersInConfig)]
    public IReadOnlyDictionary<string, string>? Config { get; init; }

    /// <summary>
    /// Where the type's secret fields, and HTTP headers, come from: Secrets in the same namespace, labelled
    /// <c>k8srouter.io/use: destination</c>.
    /// </summary>
    [Items(32, ListKind.Map, "field")]
    public IReadOnlyList<SecretFieldReference>? SecretConfig { get; init; }

    /// <summary>Whether the addresses in <c>config</c> may be http without TLS, for collectors in the same cluster.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>Share of traces sent, from 0.0001 to 1; a session is sent whole or not at all.</summary>
    [Number(0.0001, 1)]
    public decimal SamplingRate { get; init; } = 1;

    /// <summary>Whether traces hold prompts and completions.</summary>
    public ContentMode ContentMode { get; init; } = ContentMode.None;

    /// <summary>
    /// Whether the destination is declared to keep no content. With contentMode Full it then gets that of calls which demand zero
    /// data retention (<c>provider.zdr</c>) too; otherwise it gets such a call's trace without content. Absent: it isn't.
    /// </summary>
    public bool ZeroRetention { get; init; }

    /// <summary>
    /// Whether calls are refused rather than answered without their trace. Of the calls that the destination takes, those that
    /// demand zero data retention (<c>provider.zdr</c>) are refused where the trace would lack what contentMode says: with Full
    /// unless zeroRetention is true, with Reference always, since such calls aren't logged, with None never. All of them are
    /// while a sidecar's journal can't be written, and none of their traces is given up for want of room in it.
    /// </summary>
    public bool Required { get; init; }

    /// <summary>
    /// Keys whose traces are sent, by the lowercase SHA-256 of the key in hex; never the keys. Absent or null: all keys.
    /// </summary>
    [Items(256, ListKind.Atomic, Min = 1, EmptyMust = "name at least one key's hash; leave the list out for all keys")]
    [Text(MinLength = 64, MaxLength = 64, Pattern = "^[0-9a-f]{64}$", Must = "be the SHA-256 of a key in lowercase hex")]
    [NeverQuoted]
    [NullIsAbsent]
    public IReadOnlyList<string>? ApiKeyHashes { get; init; }

    /// <summary>Which traces are sent, by what they hold: those that pass every group of rules. Absent or null: all.</summary>
    [NullIsAbsent]
    public FilterRules? FilterRules { get; init; }

    /// <summary>Regions whose traces are taken: that in which a call was served.</summary>
    [Items(3, ListKind.Atomic, Min = 1)]
    [OneOf("global", "europe", "us")]
    public IReadOnlyList<string> Regions { get; init; } = ["global"];

    /// <summary>Groups of metadata that traces hold only if asked for. Absent: none of them.</summary>
    public MetadataInclusion? Include { get; init; }
}
