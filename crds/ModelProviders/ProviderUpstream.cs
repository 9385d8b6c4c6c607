using K8sRouter.Core.Generations;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ModelProviders;

/// <summary>One address of a provider and the wire format spoken there.</summary>
[ValidationRule("self.apis.all(api, (api == 'messages') == (self.protocol == 'Anthropic'))", RuleMessages.ForeignApi)]
[ValidationRule("self.baseUrl.matches('^[Hh][Tt][Tt][Pp][Ss]://') || "
    + "(has(self.allowPlaintext) && self.allowPlaintext && self.baseUrl.matches('^[Hh][Tt][Tt][Pp]://'))",
    RuleMessages.Plaintext)]
public sealed record ProviderUpstream
{
    /// <summary>The APIs served at this address. Example: <c>[chat, embeddings]</c>.</summary>
    [Items(5, ListKind.Set, Min = 1)]
    [OneOf(GenerationApis.Chat, GenerationApis.Completions, GenerationApis.Embeddings, GenerationApis.Responses,
        GenerationApis.Messages)]
    public required IReadOnlyList<string> Apis { get; init; }

    /// <summary>The wire format. The API <c>messages</c> is Anthropic's, every other one OpenAI's.</summary>
    public required UpstreamProtocol Protocol { get; init; }

    /// <summary>
    /// Address to which the API's path is added, without slash at its end. Must be https unless <c>allowPlaintext</c>.
    /// Example: <c>https://api.openai.com/v1</c>.
    /// </summary>
    [Text(MinLength = 1, MaxLength = 2048)]
    [NeverQuoted]
    public required string BaseUrl { get; init; }

    /// <summary>
    /// Path below <c>baseUrl</c> where it isn't the protocol's own; <c>{model}</c> stands for the upstream's name of the model
    /// and <c>{path}</c> for the protocol's path, such as chat/completions. Absent: the provider's pathTemplate, else the
    /// protocol's path.
    /// </summary>
    [PathTemplate]
    public string? PathTemplate { get; init; }

    /// <summary>
    /// Whether http without TLS is allowed: prompts and credentials then cross the network readable. For model servers in the
    /// same cluster alone. Absent: false.
    /// </summary>
    public bool AllowPlaintext { get; init; }
}
