using System.Text;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Tests.Compilation;

/// <summary>Resources for tests: a provider that every policy allows, unless a test says what is different about it.</summary>
internal static class Given
{
    public const string System = "k8srouter-system";
    public const string Team = "team-a";
    public const string FloorObject = "WorkspacePrivacyPolicy k8srouter-system/default";
    public const string TeamObject = "WorkspacePrivacyPolicy team-a/default";
    public const string BuiltIn = "default (built in)";

    /// <summary>Noon UTC on 20 November 2026, as the fake clock.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static readonly DataPolicySpec Harmless =
        new() { Confirmed = true, Training = false, Publication = false, RetentionDays = 0 };

    public static ModelProvider Provider(
        string slug = "good", DataPolicySpec? dataPolicy = null, string[]? datacenters = null, ProviderAuthentication? auth = null,
        params ProviderModel[] models) => new()
        {
            Metadata = new V1ObjectMeta { Name = slug },
            Spec = new ModelProviderSpec
            {
                Upstreams = [new() { Apis = ["chat", "responses"], Protocol = UpstreamProtocol.OpenAI, BaseUrl = $"https://{slug}.example/v1" }],
                Auth = auth,
                Datacenters = datacenters ?? ["US"],
                DataPolicy = dataPolicy ?? Harmless,
                Models = models.Length > 0 ? models : [Model()],
            },
        };

    public static ProviderModel Model(string name = "acme/one", bool free = false, DataPolicySpec? dataPolicy = null, string[]? datacenters = null) =>
        new()
        {
            Name = name,
            Free = free,
            DataPolicy = dataPolicy,
            Datacenters = datacenters,
            Pricing = free ? null : new ModelPricing { Prompt = "0.000001", Completion = "0.000002" },
        };

    public static WorkspacePrivacyPolicy Policy(string @namespace, WorkspacePrivacyPolicySpec spec) =>
        new() { Metadata = new V1ObjectMeta { Name = "default", NamespaceProperty = @namespace }, Spec = spec };

    public static ObservabilityDestination Destination(string name, ObservabilityDestinationSpec? spec = null, DateTimeOffset? created = null) =>
        new()
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Team, CreationTimestamp = created },
            Spec = spec ?? Webhook,
        };

    public static ObservabilityDestinationSpec Webhook => new()
    {
        Type = "webhook",
        Config = new Dictionary<string, string> { ["url"] = "https://hooks.example/traces" },
    };

    public static V1Secret Secret(string @namespace, string name, string? use, string key, string value, string? role = null) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = @namespace,
            Labels = new[] { ("k8srouter.io/use", use), ("k8srouter.io/role", role) }
                .Where(label => label.Item2 is not null).ToDictionary(label => label.Item1, label => label.Item2!),
        },
        Data = new Dictionary<string, byte[]> { [key] = Encoding.UTF8.GetBytes(value) },
    };

    /// <summary>The platform's credential in the Secret <c>platform</c>, delivered to whom the labels select.</summary>
    public static ProviderAuthentication Auth(V1LabelSelector? deliverTo = null) => new()
    {
        Credential = new SecretKeyReference { Name = "platform", Key = "apiKey" },
        DeliverTo = deliverTo is null ? null : new CredentialDelivery { NamespaceSelector = deliverTo },
    };

    public static CompilationInput Input(params ModelProvider[] providers) => new()
    {
        Now = Now,
        OperatorNamespace = System,
        Workspace = WorkspaceNamespace.Of(Team, new V1Namespace
        {
            Metadata = new V1ObjectMeta { Name = Team, Labels = new Dictionary<string, string> { ["tier"] = "gold" } },
        }),
        Providers = providers,
    };

    public static CompilationInput WithFloor(this CompilationInput input, WorkspacePrivacyPolicySpec? spec) =>
        input with { Floor = spec is null ? null : Policy(System, spec) };

    public static CompilationInput WithPolicy(this CompilationInput input, WorkspacePrivacyPolicySpec? spec) =>
        input with { Policy = spec is null ? null : Policy(Team, spec) };

    public static CompilationInput WithSecrets(this CompilationInput input, params V1Secret[] secrets) => input with { Secrets = secrets };

    public static CompilationInput WithDestinations(this CompilationInput input, params ObservabilityDestination[] destinations) =>
        input with { Destinations = destinations };

    /// <summary>Every reason of the only endpoint as <c>rule by policy</c>; empty: it is allowed.</summary>
    public static IReadOnlyList<string> Reasons(this CompilationInput input)
    {
        var config = WorkspaceCompiler.Compile(input).Config;
        return config.ExcludedEndpoints.Count == 0
            ? []
            : [.. Assert.Single(config.ExcludedEndpoints).Reasons.Select(reason => $"{reason.Rule} by {reason.Policy}")];
    }
}
