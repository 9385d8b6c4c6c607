using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ModelProviders;

/// <summary>Where a provider is reached, what it does with prompts, and which models it has.</summary>
public sealed record ModelProviderSpec
{
    /// <summary>
    /// Name shown to callers, as in the field <c>provider</c> of answers. Absent: the resource's name. Example:
    /// <c>OpenAI</c>.
    /// </summary>
    [Text(MinLength = 1, MaxLength = 100)]
    public string? DisplayName { get; init; }

    /// <summary>Addresses, one per wire format that the provider speaks. No two may serve the same API.</summary>
    [Items(8, Min = 1)]
    [ValidationRule("self.all(one, one.apis.all(api, self.exists_one(other, api in other.apis)))", RuleMessages.ApiTwice)]
    public required IReadOnlyList<ProviderUpstream> Upstreams { get; init; }

    /// <summary>How the credential travels. Absent: the provider needs none, as a model server in the cluster.</summary>
    public ProviderAuthentication? Auth { get; init; }

    /// <summary>
    /// Fixed headers sent with every call, by name. Not for credentials, which belong in <c>auth</c>.
    /// Example: <c>{x-region: eu}</c>. Absent: none.
    /// </summary>
    [Entries(32)]
    [Text(MaxLength = 2048)]
    [NeverQuoted]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>
    /// Fixed query parameters sent with every call, by name. Not for credentials. Example: <c>{api-version: "2024-10-21"}</c>.
    /// Absent: none.
    /// </summary>
    [Entries(32)]
    [Text(MaxLength = 2048)]
    [NeverQuoted]
    public IReadOnlyDictionary<string, string>? Query { get; init; }

    /// <summary>
    /// Path below an upstream's <c>baseUrl</c> where it isn't the protocol's own, for upstreams without one themselves.
    /// <c>{model}</c> stands for the upstream's name of the model, <c>{path}</c> for the protocol's path, such as
    /// chat/completions. Example: <c>/openai/deployments/{model}/{path}</c>. Absent: the protocol's path.
    /// </summary>
    [PathTemplate]
    public string? PathTemplate { get; init; }

    /// <summary>
    /// Country of the headquarters, ISO 3166-1 alpha-2: whose law binds the provider. Absent: not known. Example: <c>US</c>.
    /// </summary>
    [Country]
    public string? Headquarters { get; init; }

    /// <summary>
    /// Countries where the provider runs models, ISO 3166-1 alpha-2. The region follows: Europe if all lie in the EU or EEA,
    /// Us if all lie in the United States, else Global. Absent or empty: not known, which counts as Global.
    /// Example: <c>[US, IE]</c>; quote "NO", which YAML otherwise reads as false.
    /// </summary>
    [Items(64, ListKind.Set)]
    [Country]
    public IReadOnlyList<string>? Datacenters { get; init; }

    /// <summary>Link to the page that tells of outages. Absent: none.</summary>
    [Link]
    public string? StatusPageUrl { get; init; }

    /// <summary>
    /// What the provider does with prompts. Absent: unconfirmed, which is treated as training on, publishing and keeping them
    /// without limit.
    /// </summary>
    [ValidationRule("!has(self.maxAgeDays) || has(self.verifiedAt)", RuleMessages.VerificationMissing)]
    [ValidationRule("!has(self.confirmed) || !self.confirmed || (has(self.training) && has(self.publication))",
        RuleMessages.PromiseMissing)]
    public DataPolicySpec? DataPolicy { get; init; }

    /// <summary>The models that are called here, each name once.</summary>
    [Items(512, ListKind.Map, "name", Min = 1)]
    public required IReadOnlyList<ProviderModel> Models { get; init; }
}
