using FsCheck;
using FsCheck.Fluent;
using K8sRouter.Core.Configuration;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Routing;

namespace K8sRouter.Sidecar.Tests.Routing;

/// <summary>Random providers, policies, requests and times, compiled and loaded as in production.</summary>
internal sealed record PolicyWorld(
    ModelProvider[] Providers, WorkspacePrivacyPolicySpec? Floor, WorkspacePrivacyPolicySpec? Workspace, RouteQuery Query, int DaysLater)
{
    public static readonly DateTimeOffset Compiled = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>When the request is planned: facts may have aged since the configuration was compiled.</summary>
    public DateTimeOffset Now => Compiled.AddDays(DaysLater);

    public ActiveConfiguration Compile() => Compile(Providers, Floor, Workspace, Compiled);

    /// <summary>The road of a manifest: compiler, canonical JSON and back, indexes.</summary>
    public static ActiveConfiguration Compile(
        ModelProvider[] providers, WorkspacePrivacyPolicySpec? floor, WorkspacePrivacyPolicySpec? workspace, DateTimeOffset now)
    {
        var result = WorkspaceCompiler.Compile(new CompilationInput
        {
            Now = now,
            OperatorNamespace = "k8srouter-system",
            Workspace = WorkspaceNamespace.Of("team-a", null),
            Floor = Policy("k8srouter-system", floor),
            Policy = Policy("team-a", workspace),
            Providers = providers,
        });
        byte[] json = RouterConfigSerializer.Serialize(result.Config);
        return new ActiveConfiguration(RouterConfigSerializer.Deserialize(json), RouterConfigSerializer.Revision(json), Credentials.None, now);
    }

    private static WorkspacePrivacyPolicy? Policy(string workspace, WorkspacePrivacyPolicySpec? spec) => spec is null ? null : new WorkspacePrivacyPolicy
    {
        Metadata = new V1ObjectMeta { Name = "default", NamespaceProperty = workspace },
        Spec = spec,
    };

    public static readonly Gen<WorkspacePrivacyPolicySpec?> Policies = Gen.Frequency(
        (1, Gen.Constant<WorkspacePrivacyPolicySpec?>(null)),
        (6, from paid in Opinion(Permission.Allow, Permission.Allow, Permission.Allow, Permission.Deny)
            from free in Opinion(Permission.Allow, Permission.Allow, Permission.Deny)
            from publication in Opinion(Permission.Allow, Permission.Deny)
            from zero in Opinion(true, false, false, false)
            from author in Opinion(true, false)
            from days in Opinion(0, 7, 30, 30)
            from region in Opinion(DataRegion.Global, DataRegion.Global, DataRegion.Global, DataRegion.Europe, DataRegion.Us)
            from allowProviders in Lists("a", "b", "c")
            from ignoreProviders in Lists("a", "b", "c")
            from allowModels in Lists("x/*", "y/*", "*/one", "*/*")
            from ignoreModels in Lists("x/one", "*/two", "y/*")
            select (WorkspacePrivacyPolicySpec?)new WorkspacePrivacyPolicySpec
            {
                Training = new() { PaidModels = paid, FreeModels = free },
                Publication = new() { FreeModels = publication },
                ZeroDataRetention = new() { Required = zero, Authors = author is { } required ? [new() { Author = "x", Required = required }] : null },
                Retention = new() { MaxDays = days },
                Region = region,
                Providers = new() { Allow = allowProviders, Ignore = ignoreProviders },
                Models = new() { Allow = allowModels, Ignore = ignoreModels },
            }));

    /// <summary>Mostly harmless: what is wrong with everything shows nothing.</summary>
    private static readonly Gen<DataPolicySpec> DataPolicies =
        from confirmed in Gen.Elements<bool?>(true, true, true, true, true, true, false, null)
        from training in Gen.Elements<bool?>(false, false, false, false, true, null)
        from publication in Gen.Elements<bool?>(false, false, false, false, false, true, null)
        from days in Gen.Elements<int?>(0, 0, 0, 7, 30, null)
        from dates in Gen.Elements<(string? Verified, int? Age)>(
            (null, null), (null, null), (null, null), ("2026-11-01", 300), ("2026-11-01", 30), ("2026-01-01", 30), ("2028-01-01", null), (null, 30))
        select new DataPolicySpec
        {
            Confirmed = confirmed,
            Training = training,
            Publication = publication,
            RetentionDays = days,
            VerifiedAt = dates.Verified,
            MaxAgeDays = dates.Age,
        };

    private static readonly Gen<ProviderModel> Models =
        from name in Gen.Elements("x/one", "x/two", "y/one", "z/three")
        from free in Gen.Elements(true, false, false)
        from apis in Gen.Elements<string[]?>(null, null, ["chat"], ["responses"])
        from price in Gen.Elements(null, "0.000001", "0.00001")
        from quantization in Gen.Elements(null, "fp8", "bf16")
        from distillable in Opinion(true, false)
        from parameters in Gen.Elements<string[]?>(null, ["temperature"], ["temperature", "tools"])
        from datacenters in Gen.Elements<string[]?>(null, null, ["FR"], ["US"])
        from policy in Gen.Frequency((3, Gen.Constant<DataPolicySpec?>(null)), (1, DataPolicies.Select(found => (DataPolicySpec?)found)))
        select new ProviderModel
        {
            Name = name,
            Free = free,
            Apis = apis,
            Quantization = quantization,
            Distillable = distillable,
            SupportedParameters = parameters,
            Pricing = price is null ? null : new ModelPricing { Prompt = price, Completion = price },
            Datacenters = datacenters,
            DataPolicy = policy,
        };

    private static readonly Gen<ModelProvider[]> SomeProviders =
        from policies in DataPolicies.ArrayOf(3)
        from datacenters in Gen.Elements<string[]>([], ["US"], ["DE"], ["DE", "NO"], ["US", "DE"]).ArrayOf(3)
        from models in Models.ArrayOf(4).ArrayOf(3)
        select new[] { "a", "b", "c" }.Select((slug, i) => new ModelProvider
        {
            Metadata = new V1ObjectMeta { Name = slug },
            Spec = new ModelProviderSpec
            {
                Upstreams = [new() { Apis = ["chat", "responses"], Protocol = UpstreamProtocol.OpenAI, BaseUrl = $"https://{slug}.example/v1" }],
                Datacenters = datacenters[i],
                DataPolicy = policies[i],
                Models = [.. models[i].DistinctBy(m => m.Name)],
            },
        }).ToArray();

    public static readonly Gen<ProviderPreferences> Preferences =
        from order in Lists("a", "b", "c")
        from only in Lists("a", "b", "C")
        from ignore in Lists("a", "b")
        from flags in Gen.Elements(true, false, false, false, false, false).ArrayOf(5)
        from fallbacks in Gen.Elements(true, true, false)
        from quantizations in Lists("fp8", "bf16", "unknown")
        from price in Gen.Elements<decimal?>(null, null, null, null, 0m, 1m, 10m)
        from sort in Gen.Elements(RouteSort.Default, RouteSort.Price, RouteSort.Throughput, RouteSort.Latency)
        select new ProviderPreferences
        {
            Order = order,
            Only = only,
            Ignore = ignore ?? [],
            AllowFallbacks = fallbacks,
            RequireParameters = flags[0],
            DenyDataCollection = flags[1],
            ZeroDataRetention = flags[2],
            DistillableOnly = flags[3],
            SortAcrossModels = flags[4],
            Quantizations = quantizations,
            MaxPrice = price is null ? null : new MaxPrice { Prompt = price },
            Sort = sort,
        };

    private static readonly Gen<RouteQuery> Queries =
        from models in Gen.Elements("x/one", "x/two", "y/one", "z/three", "x/one:free", "x/one:nitro", "y/one:floor", "q/none").ArrayOf().Resize(3)
        from first in Gen.Elements("x/one", "x/two", "y/one", "z/three")
        from api in Gen.Elements("chat", "chat", "responses")
        from preferences in Gen.OneOf(Gen.Constant(ProviderPreferences.None), Preferences)
        from parameters in Gen.Elements(0u, 1u)
        select new RouteQuery
        {
            Api = api,
            Models = [.. models.Prepend(first).Distinct().Select(RequestedModel.Parse)],
            Preferences = preferences,
            Parameters = parameters,
        };

    public static readonly Gen<PolicyWorld> Worlds =
        from providers in SomeProviders
        from floor in Policies
        from workspace in Policies
        from query in Queries
        from days in Gen.Elements(0, 0, 5, 20, 90, 400)
        select new PolicyWorld(providers, floor, workspace, query, days);

    private static Gen<T?> Opinion<T>(params T[] values)
        where T : struct => Gen.Frequency((2, Gen.Constant<T?>(null)), (1, Gen.Elements(values).Select(value => (T?)value)));

    private static Gen<string[]?> Lists(params string[] values) => Gen.Frequency(
        (7, Gen.Constant<string[]?>(null)),
        (1, Gen.SubListOf(values).Where(list => list.Count > 0).Select(list => (string[]?)list.ToArray())));
}
