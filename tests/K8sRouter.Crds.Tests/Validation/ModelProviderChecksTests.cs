using K8sRouter.Crds.Validation;

namespace K8sRouter.Crds.Tests.Validation;

public sealed class ModelProviderChecksTests
{
    private const string Prefix = "ModelProvider \"openai\": ";

    [Fact]
    public void A_valid_provider_has_no_problem() => Assert.Empty(Manifests.Problems(Manifests.Provider));

    /// <summary>Each case replaces one piece of a valid provider, or adds lines to its end (within the first model).</summary>
    [Theory]
    [InlineData("https://api.openai.com/v1", "ftp://x",
        "spec.upstreams[0].baseUrl: Invalid value: \"ftp://x\": must start with https:// (or http:// where allowPlaintext is true)")]
    [InlineData("https://api.openai.com/v1", "http://x",
        "spec.upstreams[0].baseUrl: Invalid value: \"http://x\": must start with https:// (or http:// where allowPlaintext is true)")]
    [InlineData("https://api.openai.com/v1", "api.openai.com",
        "spec.upstreams[0].baseUrl: Invalid value: \"api.openai.com\": must start with https:// (or http:// where allowPlaintext is true)")]
    [InlineData("https://api.openai.com/v1", "https://x/",
        "spec.upstreams[0].baseUrl: Invalid value: \"https://x/\": must not end with a slash")]
    [InlineData("https://api.openai.com/v1", "https://x?key=hidden",
        "spec.upstreams[0].baseUrl: Invalid value: must have no query and no fragment: fixed parameters belong in query")]
    [InlineData("https://api.openai.com/v1", "https://me:hidden@x",
        "spec.upstreams[0].baseUrl: Invalid value: must not hold a user or password: credentials come from Secrets")]
    [InlineData("[chat, embeddings]", "[chat, chats]",
        "spec.upstreams[0].apis[1]: Unsupported value: \"chats\": supported values: \"chat\", \"completions\", \"embeddings\", \"responses\", \"messages\"")]
    [InlineData("[chat, embeddings]", "[chat, chat]", "spec.upstreams[0].apis[1]: Duplicate value: \"chat\"")]
    [InlineData("[chat, embeddings]", "[]", "spec.upstreams[0].apis: Invalid value: []: must have at least 1 item")]
    [InlineData("[chat, embeddings]", "[chat, messages]",
        "spec.upstreams[0].apis[1]: Invalid value: \"messages\": must fit the upstream's protocol: messages is Anthropic's, every other API is OpenAI's")]
    [InlineData("protocol: OpenAI", "protocol: openai",
        "spec.upstreams[0].protocol: Unsupported value: \"openai\": supported values: \"OpenAI\", \"Anthropic\"")]
    [InlineData("protocol: OpenAI, ", "", "spec.upstreams[0].protocol: Required value")]
    [InlineData("name: openai}", "name: OpenAI}",
        "metadata.name: Invalid value: \"OpenAI\": must be a lowercase RFC 1123 subdomain: letters a-z, digits, '-' or '.', beginning and ending with a letter or digit")]
    [InlineData("name: openai}", "name: openai, namespace: x}",
        "metadata.namespace: Forbidden: a ModelProvider belongs to the cluster, not to a namespace")]
    [InlineData("name: openai}", "name: openai, labels: {tier: 1}}",
        "metadata.labels[tier]: Invalid value: must be of type string; put it in quotes if text is meant")]
    [InlineData("openai/gpt-5-mini", "gpt-5-mini", "spec.models[0].name: Invalid value: \"gpt-5-mini\": must be author/slug, such as openai/gpt-5-mini")]
    [InlineData("openai/gpt-5-mini", "openai/gpt-5-mini:free",
        "spec.models[0].name: Invalid value: \"openai/gpt-5-mini:free\": must not end in :free, :nitro or :floor, which callers add to choose among endpoints; set free: true instead")]
    [InlineData("openai/gpt-5-mini", "openai/gpt-5-mini:nitro",
        "spec.models[0].name: Invalid value: \"openai/gpt-5-mini:nitro\": must not end in :free, :nitro or :floor, which callers add to choose among endpoints")]
    [InlineData("", "- name: openai/gpt-5-mini", "spec.models[1].name: Duplicate value: \"openai/gpt-5-mini\"")]
    [InlineData("", "  apis: [responses]", "spec.models[0].apis[0]: Unsupported value: \"responses\": supported values: \"chat\", \"embeddings\"")]
    [InlineData("", "  contextLength: 400k", "spec.models[0].contextLength: Invalid value: must be of type integer, not string")]
    [InlineData("", "  contextLength: 0", "spec.models[0].contextLength: Invalid value: 0: must be at least 1")]
    [InlineData("", "  contextLength: 1.5", "spec.models[0].contextLength: Invalid value: must be of type integer, not number")]
    [InlineData("", "  pricing: {prompt: 0.1, completion: \"0\"}",
        "spec.models[0].pricing.prompt: Invalid value: must be of type string, not number; put it in quotes if text is meant")]
    [InlineData("", "  pricing: {prompt: \"2e-7\", completion: \"0\"}",
        "spec.models[0].pricing.prompt: Invalid value: \"2e-7\": must be a decimal number in quotes without exponent, such as \"0.00000025\"")]
    [InlineData("", "  pricing: {prompt: \"1\"}", "spec.models[0].pricing.completion: Required value")]
    [InlineData("", "  free: true\n    pricing: {prompt: \"0.1\", completion: \"0\"}",
        "spec.models[0].pricing.prompt: Invalid value: \"0.1\": must be \"0\" where free is true")]
    [InlineData("", "  pricing: {prompt: \"0\", completion: \"0.0\"}",
        "spec.models[0].pricing: every price is 0, yet free isn't true: policies for paid models will rule this one")]
    [InlineData("", "  datacenters: [NO]",
        "spec.models[0].datacenters[0]: Invalid value: must be of type string, not boolean; put it in quotes if text is meant")]
    [InlineData("", "  quantization: q8", "spec.models[0].quantization: Unsupported value: \"q8\": supported values: \"int4\", \"int8\", \"fp4\", \"fp6\", \"fp8\", \"fp16\", \"bf16\", \"fp32\", \"unknown\"")]
    public void Each_rule_says_what_is_wrong_and_what_would_be_right(string piece, string replacement, string expected)
    {
        var yaml = piece.Length == 0 ? $"{Manifests.Provider}\n  {replacement}" : Manifests.Provider.Replace(piece, replacement, StringComparison.Ordinal);

        Assert.Equal([expected], Manifests.Problems(yaml).Select(WithoutResource));
    }

    [Theory]
    [InlineData("headquarters: UK",
        "spec.headquarters: Invalid value: \"UK\": must be an ISO 3166-1 alpha-2 country code in capitals, such as US or DE; the United Kingdom is GB")]
    [InlineData("datacenters: [EU]",
        "spec.datacenters[0]: Invalid value: \"EU\": must be an ISO 3166-1 alpha-2 country code in capitals, such as US or DE; name the countries of the European Union that are meant")]
    [InlineData("datacenters: [QQ]",
        "spec.datacenters[0]: Invalid value: \"QQ\": must be an ISO 3166-1 alpha-2 country code in capitals, such as US or DE; this one isn't assigned")]
    [InlineData("headquarters: Germany", "spec.headquarters: Too long: may not be more than 2 characters")]
    [InlineData("auth: {scheme: Header}", "spec.auth.header: Required value: must name the header where scheme is Header, such as api-key")]
    [InlineData("auth: {header: api-key}", "spec.auth.header: Forbidden: must have no header unless scheme is Header")]
    [InlineData("auth: {deliverTo: {namespaceSelector: {}}}", "spec.auth.credential: Required value: must name the credential that deliverTo delivers")]
    [InlineData("auth: {credential: sk-hidden}", "spec.auth.credential: Invalid value: must be of type object, not string")]
    [InlineData("auth: {credential: {name: openai, key: sk/hidden}}",
        "spec.auth.credential.key: Invalid value: must be a key of a Secret: letters, digits, '-', '_' or '.'")]
    [InlineData("headers: {Authorization: Bearer hidden}",
        "spec.headers[Authorization]: Forbidden: a credential comes from the Secret that auth.credential names")]
    [InlineData("headers: {Host: x}", "spec.headers[Host]: Forbidden: the router sets this header itself")]
    [InlineData("headers: {x-version: 2}", "spec.headers[x-version]: Invalid value: must be of type string, not integer; put it in quotes if text is meant")]
    [InlineData("query: {api_key: hidden}", "spec.query[api_key]: Forbidden: a credential comes from the Secret that auth.credential names")]
    [InlineData("pathTemplate: \"/{deployment}/{path}\"",
        "spec.pathTemplate: Invalid value: \"/{deployment}/{path}\": must hold no placeholders but {model} and {path}")]
    [InlineData("pathTemplate: x", "spec.pathTemplate: Invalid value: \"x\": must start with / and hold no white space, ? or #")]
    [InlineData("dataPolicy: {retentionDays: -1}", "spec.dataPolicy.retentionDays: Invalid value: -1: must be at least 0")]
    [InlineData("dataPolicy: {verifiedAt: 2026-02-30}", "spec.dataPolicy.verifiedAt: Invalid value: \"2026-02-30\": must be a date such as \"2026-08-15\"")]
    [InlineData("dataPolicy: {verifiedAt: yesterday}", "spec.dataPolicy.verifiedAt: Invalid value: \"yesterday\": must be a date such as \"2026-08-15\"")]
    [InlineData("dataPolicy: {maxAgeDays: 30}", "spec.dataPolicy.verifiedAt: Required value: must have verifiedAt, from which maxAgeDays counts")]
    [InlineData("dataPolicy: {confirmed: true, publication: false, verifiedAt: \"2026-08-15\", source: x}",
        "spec.dataPolicy.training: Required value: must say training and publication where confirmed is true")]
    [InlineData("dataPolicy: {confirmed: true, training: false, publication: false, verifiedAt: \"2026-08-15\"}",
        "spec.dataPolicy.source: a confirmed policy should say where it is written")]
    [InlineData("statusPageUrl: status.example.com",
        "spec.statusPageUrl: Invalid value: \"status.example.com\": must be an address that starts with https:// or http://")]
    [InlineData("retentionDays: 30", "unknown field \"spec.retentionDays\" (did you mean \"spec.dataPolicy.retentionDays\"?)")]
    [InlineData("upstream: []", "unknown field \"spec.upstream\" (did you mean \"upstreams\"?)")]
    [InlineData("replicas: 1", "unknown field \"spec.replicas\"")]
    public void Each_rule_of_the_provider_itself_too(string field, string expected)
    {
        var yaml = Manifests.Provider.Replace("spec:", $"spec:\n  {field}", StringComparison.Ordinal);

        Assert.Equal([expected], Manifests.Problems(yaml).Select(WithoutResource));
    }

    [Fact]
    public void Http_is_taken_where_plaintext_is_allowed() =>
        Assert.Empty(Manifests.Problems(Manifests.Provider.Replace("\"https://api.openai.com/v1\"", "\"http://vllm:8000/v1\", allowPlaintext: true", StringComparison.Ordinal)));

    [Fact]
    public void Two_upstreams_can_not_serve_one_API() =>
        Assert.Equal(
            [Prefix + "spec.upstreams[1].apis[0]: Duplicate value: \"chat\": must not have an API that another upstream serves already"],
            Manifests.Problems(Manifests.Provider.Replace("  models:", "  - {apis: [chat], protocol: OpenAI, baseUrl: \"https://y.example\"}\n  models:", StringComparison.Ordinal)));

    [Fact]
    public void A_models_policy_is_judged_together_with_the_providers()
    {
        const string ProviderPolicy = "spec:\n  dataPolicy: {training: false, publication: false, verifiedAt: \"2026-08-15\", source: x}";
        var yaml = Manifests.Provider.Replace("spec:", ProviderPolicy, StringComparison.Ordinal) + "\n    dataPolicy: {confirmed: true}";

        Assert.Empty(Manifests.Problems(yaml));
    }

    [Fact]
    public void A_provider_without_upstreams_and_models_is_none() =>
        Assert.Equal(
            [Prefix + "spec.upstreams: Required value", Prefix + "spec.models: Required value"],
            Manifests.Problems("apiVersion: k8srouter.io/v1alpha1\nkind: ModelProvider\nmetadata: {name: openai}\nspec: {displayName: x}"));

    [Fact]
    public void Too_many_items_are_counted()
    {
        var countries = string.Join(", ", Enumerable.Range(0, 70).Select(i => $"\"{(char)('A' + i / 26)}{(char)('A' + i % 26)}\""));

        Assert.Contains(
            Prefix + "spec.datacenters: Too many: 70: must have at most 64 items",
            Manifests.Problems(Manifests.Provider.Replace("spec:", $"spec:\n  datacenters: [{countries}]", StringComparison.Ordinal)));
    }

    [Fact]
    public void All_problems_are_told_at_once_in_the_order_of_the_file_with_their_lines()
    {
        var problems = Manifests.All("""
            apiVersion: k8srouter.io/v1alpha1
            kind: ModelProvider
            metadata: {name: Bad_Name}
            spec:
              displayNam: OpenAI
              upstreams:
              - apis: [chat]
                protocol: Gemini
                baseUrl: ftp://x
              headquarters: XX
              dataPolicy:
                confirmed: "yes"
                retentionDays: -1
              models:
              - name: nameless
                free: 1
            """);

        Assert.Equal(
            [
                "test.yaml:3: error: ModelProvider \"Bad_Name\": metadata.name: Invalid value: \"Bad_Name\": must be a lowercase RFC 1123 subdomain: letters a-z, digits, '-' or '.', beginning and ending with a letter or digit",
                "test.yaml:5: error: ModelProvider \"Bad_Name\": unknown field \"spec.displayNam\" (did you mean \"displayName\"?)",
                "test.yaml:8: error: ModelProvider \"Bad_Name\": spec.upstreams[0].protocol: Unsupported value: \"Gemini\": supported values: \"OpenAI\", \"Anthropic\"",
                "test.yaml:9: error: ModelProvider \"Bad_Name\": spec.upstreams[0].baseUrl: Invalid value: \"ftp://x\": must start with https:// (or http:// where allowPlaintext is true)",
                "test.yaml:10: error: ModelProvider \"Bad_Name\": spec.headquarters: Invalid value: \"XX\": must be an ISO 3166-1 alpha-2 country code in capitals, such as US or DE; this one isn't assigned",
                "test.yaml:12: error: ModelProvider \"Bad_Name\": spec.dataPolicy.confirmed: Invalid value: must be of type boolean, not string",
                "test.yaml:13: error: ModelProvider \"Bad_Name\": spec.dataPolicy.retentionDays: Invalid value: -1: must be at least 0",
                "test.yaml:15: error: ModelProvider \"Bad_Name\": spec.models[0].name: Invalid value: \"nameless\": must be author/slug, such as openai/gpt-5-mini",
                "test.yaml:16: error: ModelProvider \"Bad_Name\": spec.models[0].free: Invalid value: must be of type boolean, not integer",
            ],
            problems.Select(problem => problem.ToStringWithLocation()));
    }

    [Fact]
    public void Prices_of_zero_are_a_warning_that_refuses_nothing()
    {
        var problem = Assert.Single(Manifests.All(Manifests.Provider + "\n    pricing: {prompt: \"0\", completion: \"0\"}"));

        Assert.Equal(ProblemSeverity.Warning, problem.Severity);
    }

    private static string WithoutResource(string problem) => problem[(problem.IndexOf("\": ", StringComparison.Ordinal) + 3)..];
}
