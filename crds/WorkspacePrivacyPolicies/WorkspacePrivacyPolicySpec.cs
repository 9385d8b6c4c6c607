using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>The rules. Each that is absent has no opinion.</summary>
public sealed record WorkspacePrivacyPolicySpec
{
    /// <summary>Whether providers that train on prompts may be used. Absent: no opinion; in the end, denied.</summary>
    public TrainingRules? Training { get; init; }

    /// <summary>Whether providers that publish prompts may be used. Absent: no opinion; in the end, denied.</summary>
    public PublicationRules? Publication { get; init; }

    /// <summary>
    /// Whether providers that keep prompts are refused. Absent: no opinion; in the end, they aren't for that reason alone.
    /// </summary>
    public ZeroDataRetentionRules? ZeroDataRetention { get; init; }

    /// <summary>How long a provider may keep prompts. Absent: no opinion; in the end, no limit.</summary>
    public RetentionRules? Retention { get; init; }

    /// <summary>
    /// Where prompts may be served, kept and sent. A workspace in Europe routes to, logs to and broadcasts to places whose
    /// declared location is Europe alone. Absent: no opinion; in the end, Global.
    /// </summary>
    public References.DataRegion? Region { get; init; }

    /// <summary>Providers by name. Absent: no opinion; in the end, all.</summary>
    public ProviderRules? Providers { get; init; }

    /// <summary>Models by name. Absent: no opinion; in the end, all.</summary>
    public ModelRules? Models { get; init; }

    /// <summary>
    /// The workspace's own keys, one per provider (bring your own key): used instead of the platform's. Absent: none.
    /// </summary>
    [Items(64, ListKind.Map, "provider")]
    public IReadOnlyList<WorkspaceCredential>? Credentials { get; init; }

    /// <summary>
    /// Where records of calls, and by default their content, are kept. If it can't be used, records stay on the sidecar's own
    /// disk and content isn't kept. Absent: the floor's, else the sidecar's own disk.
    /// </summary>
    public RecordStore? Store { get; init; }

    /// <summary>Where events about calls are announced, never with content. Absent: the floor's, else nowhere.</summary>
    public EventSettings? Events { get; init; }

    /// <summary>Keeping of prompts and completions. Absent: no opinion; in the end, off.</summary>
    public InputOutputLoggingRules? InputOutputLogging { get; init; }

    /// <summary>
    /// Whether the platform may use the content for purposes of its own. Absent: no opinion; in the end, it may not.
    /// </summary>
    public DataUseRules? DataUse { get; init; }

    /// <summary>
    /// Sending of traces to the workspace's destinations. Absent: no opinion; in the end, on where a destination exists.
    /// </summary>
    public BroadcastRules? Broadcast { get; init; }

    /// <summary>Telling providers which trace a call belongs to. Absent: no opinion; in the end, denied.</summary>
    public TraceContextRules? TraceContext { get; init; }
}
