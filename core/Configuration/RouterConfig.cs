namespace K8sRouter.Core.Configuration;

/// <summary>
/// All that a sidecar is told, compiled for one workspace. Holds no secret and no timestamp of its own, so that the
/// SHA-256 of its canonical JSON (<see cref="RouterConfigSerializer.Revision"/>) changes only when its meaning does.
/// In JSON every member that can't be null must be there; the initializers below are for code that makes one. A member that is
/// added later has to be one that can be null, since earlier operators don't write it.
/// </summary>
public sealed record RouterConfig
{
    /// <summary>The newest form that this build writes and reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Form of the document. A reader refuses a version above its own.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Names of features that a reader must know; unknown fields outside this list are ignored.</summary>
    public IReadOnlyList<string> MustUnderstand { get; init; } = [];

    /// <summary>
    /// How many there are of each member that can be left out, by path, such as <c>endpoints.allowedUntil</c>: a reader that
    /// finds another number refuses the document, and passes over paths that it doesn't know. Null: an earlier operator wrote
    /// it. Set by <see cref="RouterConfigSerializer.Serialize"/>.
    /// </summary>
    public IReadOnlyDictionary<string, int>? OptionalMembers { get; init; }

    /// <summary>Whose configuration this is.</summary>
    public required WorkspaceIdentity Workspace { get; init; }

    /// <summary>Keys that callers may present. Empty: callers on loopback need none.</summary>
    public IReadOnlyList<ApiKeyEntry> ApiKeys { get; init; } = [];

    /// <summary>Providers with at least one allowed endpoint, ordered by slug.</summary>
    public IReadOnlyList<ProviderEntry> Providers { get; init; } = [];

    /// <summary>Models with at least one endpoint, allowed or excluded, ordered by name.</summary>
    public IReadOnlyList<ModelEntry> Models { get; init; } = [];

    /// <summary>What requests may be routed to, ordered by model, then provider.</summary>
    public IReadOnlyList<EndpointEntry> Endpoints { get; init; } = [];

    /// <summary>What the policy forbids: by name and reason, without address or credential.</summary>
    public IReadOnlyList<ExcludedEndpoint> ExcludedEndpoints { get; init; } = [];

    /// <summary>The part of the merged policy that is applied per request.</summary>
    public RequestPolicy Policy { get; init; } = new();

    /// <summary>Where records, and by default content, are kept. Null: the sidecar's own folder.</summary>
    public StoreSettings? Store { get; init; }

    /// <summary>Input and output logging.</summary>
    public LoggingSettings InputOutputLogging { get; init; } = new();

    /// <summary>The opt-in that lets the platform use the content.</summary>
    public DataUseSettings DataUse { get; init; } = new();

    /// <summary>Traces to observability destinations.</summary>
    public BroadcastSettings Broadcast { get; init; } = new();

    /// <summary>Where events about calls are announced. Null: nowhere.</summary>
    public RedisSettings? Events { get; init; }
}
