using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>Keeping of prompts and completions.</summary>
[ValidationRule("!has(self.required) || !self.required || !has(self.enabled) || self.enabled", RuleMessages.RequiredButOff)]
public sealed record InputOutputLoggingRules
{
    /// <summary>Whether prompts and completions are kept. Absent: no opinion; in the end, false.</summary>
    public bool? Enabled { get; init; }

    /// <summary>
    /// Whether a call that can't be logged is refused rather than answered: where logging is off, has no store, or can't be
    /// written, and where the call itself asks for zero data retention. Required by the organization floor, its sampling rate,
    /// keys and retention bind. Absent: no opinion; in the end, false.
    /// </summary>
    public bool? Required { get; init; }

    /// <summary>
    /// Share of generations whose content is kept, from 0.0001 to 1; a session is kept whole or not at all. Absent: no opinion;
    /// in the end, 1, which is all.
    /// </summary>
    [Number(0.0001, 1)]
    public decimal? SamplingRate { get; init; }

    /// <summary>
    /// Keys whose calls are logged, by the lowercase SHA-256 of the key in hex; never the keys. Absent or null: all keys.
    /// </summary>
    [Items(256, ListKind.Atomic, Min = 1, EmptyMust = "name at least one key's hash; leave the list out for all keys")]
    [Text(MinLength = 64, MaxLength = 64, Pattern = "^[0-9a-f]{64}$", Must = "be the SHA-256 of a key in lowercase hex")]
    [NeverQuoted]
    [NullIsAbsent]
    public IReadOnlyList<string>? ApiKeyHashes { get; init; }

    /// <summary>
    /// Days that content is kept, at least 90: in a bucket by a lifecycle rule that its owner sets, in the sidecar's own folder
    /// by the sidecar. Absent: no opinion; in the end, 90.
    /// </summary>
    [Number(90, 36500)]
    public int? RetentionDays { get; init; }

    /// <summary>
    /// Where content is kept. If it can't be used, content isn't kept anywhere else. Absent or null: where records are.
    /// </summary>
    public RecordStore? Store { get; init; }

    /// <summary>
    /// Where the content of a workspace whose region is Europe is kept, and its records unless <c>spec.store</c> lies in Europe;
    /// its location must be Europe. Absent or null: calls of such a workspace are served and not logged, unless <c>store</c>
    /// itself lies in Europe.
    /// </summary>
    [ValidationRule("has(self.location) && self.location == 'Europe'", RuleMessages.OutsideEurope)]
    public RecordStore? EuropeStore { get; init; }
}
