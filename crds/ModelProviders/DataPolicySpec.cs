using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ModelProviders;

/// <summary>
/// What a provider does with prompts. At a model, each field that is written overrides the provider's, and the others stay.
/// </summary>
public sealed record DataPolicySpec
{
    /// <summary>
    /// Whether somebody has confirmed these facts. Absent or false: treated as training on, publishing and keeping prompts
    /// without limit, whatever the other fields say.
    /// </summary>
    public bool? Confirmed { get; init; }

    /// <summary>Whether prompts may be used to train models. Absent: treated as true.</summary>
    public bool? Training { get; init; }

    /// <summary>Whether prompts may be published, as in a public data set. Absent: treated as true.</summary>
    public bool? Publication { get; init; }

    /// <summary>
    /// Days that prompts are kept. 0: zero data retention. Absent: not known, treated as without limit. Example: <c>30</c>.
    /// </summary>
    [Number(0, 36500)]
    public int? RetentionDays { get; init; }

    /// <summary>
    /// Whether the provider demands an identity of the end user with every call. It gets a keyed hash, never the identity
    /// itself. Absent: false, none is sent.
    /// </summary>
    public bool? RequiresUserIds { get; init; }

    /// <summary>Day on which the facts were last checked, in UTC. Absent: not dated. Example: <c>"2026-08-15"</c>.</summary>
    [Text(MaxLength = 10, Pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", Must = "be a date such as \"2026-08-15\"")]
    public string? VerifiedAt { get; init; }

    /// <summary>Where the facts are written: an address, or the name of a contract. Absent: not said.</summary>
    [Text(MinLength = 1, MaxLength = 2048)]
    public string? Source { get; init; }

    /// <summary>
    /// Days after <c>verifiedAt</c> during which the facts hold; afterwards they count as unconfirmed and calls stop. Absent:
    /// they don't age. Example: <c>180</c>.
    /// </summary>
    [Number(1, 3650)]
    public int? MaxAgeDays { get; init; }

    /// <summary>Link to the terms of service. Absent: none.</summary>
    [Link]
    public string? TermsOfServiceUrl { get; init; }

    /// <summary>Link to the privacy policy. Absent: none.</summary>
    [Link]
    public string? PrivacyPolicyUrl { get; init; }
}
