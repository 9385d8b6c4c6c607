using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;
using RedisSettings = K8sRouter.Crds.WorkspacePrivacyPolicies.RedisSettings;

namespace K8sRouter.Sidecar.Tests.Configuration.Released;

/// <summary>A workspace whose configuration has every member that a document can have, each with a value that decides something.</summary>
internal static class RichWorkspace
{
    public const string UserKey = "user-key-of-a-test-and-nobody-else-0001";
    public const string AdministratorKey = "admin-key-of-a-test-and-nobody-else-0002";

    /// <summary>When it is compiled: the facts of <c>careful</c> are good for 29 more days.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private const string Platform = "k8srouter-system";
    private const string Team = "team-a";

    private const string Certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBhDCCASugAwIBAgIUM24M6xLyta8mPwz0P0o6TJkFsGQwCgYIKoZIzj0EAwIw
        GDEWMBQGA1UEAwwNcmVkaXMuZXhhbXBsZTAeFw0yNjExMzAxOTM2MzdaFw0zNjEx
        MjcxOTM2MzdaMBgxFjAUBgNVBAMMDXJlZGlzLmV4YW1wbGUwWTATBgcqhkjOPQIB
        BggqhkjOPQMBBwNCAATgWGL2ByUbpdIR/zbg0agWXIrrqhOkmHc9fPR+BE9V+Dwb
        uIrYcK8kFpRYpCi/kCm62zkYDAJnPBWge3wFJ+LAo1MwUTAdBgNVHQ4EFgQUV73/
        VGXoy1Hi9aOY4JosAhiNmwwwHwYDVR0jBBgwFoAUV73/VGXoy1Hi9aOY4JosAhiN
        mwwwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBLEPmoqm8J2k10
        xGZd6yaxu3pWretR+ZDkBTXSz2jfiAIgOxWyCsCY+ttNLFiO9gIBHX0u+dVJn9tf
        gwVnv9h+uL0=
        -----END CERTIFICATE-----
        """;

    private const string StoreCredential = """
        {"type":"external_account","audience":"//iam.googleapis.com/a","subject_token_type":"urn:ietf:params:oauth:token-type:jwt",
        "token_url":"https://sts.googleapis.com/v1/token","credential_source":{"file":"/var/run/token"}}
        """;

    /// <summary>What the operator writes for it.</summary>
    public static CompilationResult Compile() => Compile(
        Destination with { Spec = Destination.Spec with { ZeroRetention = true, Required = true } },
        Workspace with
        {
            Events = new()
            {
                Redis = Workspace.Events!.Redis with
                {
                    Credentials = Workspace.Events.Redis.Credentials! with { Username = "team-a" },
                    Prefix = "team-a",
                },
            },
        });

    /// <summary>The same without what the first release didn't know and a sidecar of it must not pass over.</summary>
    public static CompilationResult CompileForFirst() => Compile(Destination, Workspace);

    private static CompilationResult Compile(
        ObservabilityDestination destination, WorkspacePrivacyPolicySpec workspace) =>
        WorkspaceCompiler.Compile(new CompilationInput
        {
            Now = Now,
            OperatorNamespace = Platform,
            Workspace = WorkspaceNamespace.Of(Team, null),
            Providers = [Careful, Training, Publishing],
            Floor = Policy(Platform, Floor),
            Policy = Policy(Team, workspace),
            Destinations = [destination],
            Secrets =
            [
                Secret("user", SecretUses.ApiKey, "key", UserKey),
                Secret("boss", SecretUses.ApiKey, "key", AdministratorKey, SecretUses.AdministratorRole),
                Secret("own", SecretUses.Provider, "key", "credential-of-careful"),
                Secret("bucket", SecretUses.Store, "key.json", StoreCredential),
                Secret("redis", SecretUses.Events, "password", "password-of-redis"),
                Secret("hook", SecretUses.Destination, "token", "token-of-the-hook"),
            ],
        });

    private static ModelProvider Careful => Provider("careful", new ModelProviderSpec
    {
        DisplayName = "Careful AI",
        Upstreams =
        [
            new()
            {
                Apis = ["chat", "completions"], Protocol = UpstreamProtocol.OpenAI, BaseUrl = "https://careful.example",
                PathTemplate = "deployments/{model}/{path}",
            },
            new() { Apis = ["messages"], Protocol = UpstreamProtocol.Anthropic, BaseUrl = "https://careful.example/anthropic" },
        ],
        Auth = new() { Scheme = AuthenticationScheme.Header, Header = "api-key" },
        Headers = new Dictionary<string, string> { ["X-Retention"] = "none" },
        Query = new Dictionary<string, string> { ["api-version"] = "2026-01-01" },
        Headquarters = "DE",
        Datacenters = ["DE"],
        StatusPageUrl = "https://status.careful.example",
        DataPolicy = new()
        {
            Confirmed = true,
            Training = false,
            Publication = false,
            RetentionDays = 0,
            RequiresUserIds = true,
            VerifiedAt = "2026-11-19",
            MaxAgeDays = 30,
            TermsOfServiceUrl = "https://careful.example/terms",
            PrivacyPolicyUrl = "https://careful.example/privacy",
        },
        Models =
        [
            new()
            {
                Name = "acme/one", UpstreamName = "one-v1", CanonicalSlug = "acme/one-2026", DisplayName = "One", Description = "The one.",
                Created = 1_790_000_000, ContextLength = 100_000, MaxCompletionTokens = 8_000, Quantization = "fp8",
                InputModalities = ["text", "image"], OutputModalities = ["text"], SupportedParameters = ["temperature", "tools"],
                Distillable = true, Cancellable = true,
                Pricing = new()
                {
                    Prompt = "0.000001", Completion = "0.000002", Request = "0.01", Image = "0.02", Audio = "0.00003",
                    InputCacheRead = "0.0000001", InputCacheWrite = "0.00000125", InputCacheWrite1h = "0.000002", InternalReasoning = "0.000003",
                },
            },
        ],
    });

    /// <summary>Allowed, although it trains, keeps prompts for ten days and distils for nobody: requests may forbid it.</summary>
    private static ModelProvider Training => Provider("training", new ModelProviderSpec
    {
        Upstreams = [new() { Apis = ["chat"], Protocol = UpstreamProtocol.OpenAI, BaseUrl = "https://training.example/v1" }],
        Datacenters = ["FR"],
        DataPolicy = new() { Confirmed = true, Training = true, Publication = false, RetentionDays = 10 },
        Models = [new() { Name = "acme/one", Pricing = new() { Prompt = "0.00001", Completion = "0.00001" } }],
    });

    private static ModelProvider Publishing => Provider("publishing", new ModelProviderSpec
    {
        Upstreams = [new() { Apis = ["chat"], Protocol = UpstreamProtocol.OpenAI, BaseUrl = "https://publishing.example/v1" }],
        Datacenters = ["US"],
        DataPolicy = new() { Confirmed = true, Training = true, Publication = true },
        Models = [new() { Name = "acme/one", Free = true }],
    });

    private static WorkspacePrivacyPolicySpec Floor => new()
    {
        Training = new() { PaidModels = Permission.Allow },
        Publication = new() { FreeModels = Permission.Deny },
        Retention = new() { MaxDays = 30 },
        Region = DataRegion.Europe,
    };

    private static WorkspacePrivacyPolicySpec Workspace => new()
    {
        ZeroDataRetention = new() { Authors = [new() { Author = "other", Required = true }] },
        Credentials = [new() { Provider = "careful", Name = "own", Key = "key" }],
        Store = Store("records"),
        InputOutputLogging = new()
        {
            Enabled = true,
            Required = true,
            SamplingRate = 0.5m,
            RetentionDays = 120,
            Store = Store("content"),
            ApiKeyHashes = [HashOf(UserKey)],
        },
        DataUse = new() { Enabled = true, Discount = "0.01", Store = Store("used") },
        Broadcast = new() { Enabled = true },
        Events = new()
        {
            Redis = new RedisSettings
            {
                Address = "redis.data.svc:6379",
                CertificateAuthority = Certificate,
                TtlSeconds = 3600,
                MaxLength = 5000,
                Credentials = new() { Name = "redis", Key = "password" },
            },
        },
        TraceContext = new() { Forward = Permission.Allow },
    };

    private static ObservabilityDestination Destination => new()
    {
        Metadata = new V1ObjectMeta { Name = "hook", NamespaceProperty = Team },
        Spec = new ObservabilityDestinationSpec
        {
            Type = "webhook",
            DisplayName = "The hook",
            Location = DataRegion.Europe,
            Config = new Dictionary<string, string> { ["url"] = "https://hooks.example/traces" },
            SecretConfig = [new() { Field = "headers.X-Token", Name = "hook", Key = "token" }],
            SamplingRate = 0.5m,
            ContentMode = ContentMode.Reference,
            ApiKeyHashes = [HashOf(UserKey)],
            FilterRules = new()
            {
                Groups = [new() { Logic = "or", Rules = [new() { Field = "model", OperatorProperty = "starts_with", Value = "acme/" }] }],
            },
            Regions = ["europe"],
            Include = new() { Cost = true, MetadataKeys = ["team"] },
        },
    };

    private static RecordStore Store(string bucket) => new()
    {
        Location = DataRegion.Europe,
        Gcs = new()
        {
            Bucket = bucket,
            Prefix = "p",
            KmsKeyName = "projects/p/locations/europe/keyRings/r/cryptoKeys/k",
            Credentials = new() { Name = "bucket", Key = "key.json" },
        },
    };

    private static string HashOf(string key) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static ModelProvider Provider(string slug, ModelProviderSpec spec) =>
        new() { Metadata = new V1ObjectMeta { Name = slug }, Spec = spec };

    private static WorkspacePrivacyPolicy Policy(string workspace, WorkspacePrivacyPolicySpec spec) =>
        new() { Metadata = new V1ObjectMeta { Name = "default", NamespaceProperty = workspace }, Spec = spec };

    private static V1Secret Secret(string name, string use, string key, string value, string? role = null)
    {
        var labels = new Dictionary<string, string> { [SecretUses.Label] = use };
        if (role is not null)
            labels[SecretUses.RoleLabel] = role;
        return new()
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Team, Labels = labels },
            Data = new Dictionary<string, byte[]> { [key] = Encoding.UTF8.GetBytes(value) },
        };
    }
}
