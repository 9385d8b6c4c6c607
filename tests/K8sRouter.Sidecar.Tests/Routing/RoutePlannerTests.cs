using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Sidecar.Ingress;
using K8sRouter.Sidecar.Routing;
using K8sRouter.Sidecar.Tests.Conformance;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Routing;

public sealed class RoutePlannerTests
{
    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly EndpointHealth _health;
    private readonly Random _random = new(42);

    public RoutePlannerTests() => _health = new EndpointHealth(_clock);

    [Fact]
    public void The_callers_order_comes_first_and_the_others_after_it()
    {
        Assert.Equal(["c", "a", "b"], Slugs(Ask() with { Order = ["C", "a"] }));
        Assert.Equal(["c", "a"], Slugs(Ask() with { Order = ["c", "nobody", "a"], AllowFallbacks = false }));
    }

    [Fact]
    public void Only_and_ignore_exclude_and_say_so()
    {
        Assert.Equal(["b"], Slugs(Ask() with { Only = ["B"] }));
        Assert.Equal(["a", "c"], Slugs(Ask() with { Ignore = ["b"] }).Order());
        Assert.Equal(
            [(ExclusionRules.AllowedProviders, "provider.only doesn't name \"a\""), (ExclusionRules.AllowedProviders, "provider.only doesn't name \"c\"")],
            Plan(Ask() with { Only = ["b"] }).Excluded.SelectMany(e => e.Reasons).Select(r => (r.Rule, r.Message)));
    }

    [Fact]
    public void Without_fallbacks_one_endpoint_of_each_model_remains() =>
        Assert.Single(Slugs(Ask() with { AllowFallbacks = false }));

    [Fact]
    public void Cheap_endpoints_are_chosen_in_proportion_to_the_inverse_square_of_their_price()
    {
        var config = Config(Endpoint("a", price: 1), Endpoint("b", price: 3));
        int first = 0;
        for (int i = 0; i < 4_000; i++)
            first += Plan(config, Query()).Endpoints[0].Endpoint.Provider == "a" ? 1 : 0;

        // 9 : 1.
        Assert.InRange(first / 4_000.0, 0.88, 0.92);
    }

    [Fact]
    public void Free_endpoints_come_first_evenly_and_unpriced_ones_last()
    {
        var config = Config(
            Endpoint("a", price: 1), Endpoint("b") with { Free = true }, Endpoint("c") with { Free = true }, Endpoint("d") with { Pricing = null });
        int b = 0;
        for (int i = 0; i < 2_000; i++)
        {
            string[] order = [.. Plan(config, Query()).Endpoints.Select(p => p.Endpoint.Provider)];
            Assert.Equal(["b", "c"], order[..2].Order());
            Assert.Equal(["a", "d"], order[2..]);
            b += order[0] == "b" ? 1 : 0;
        }

        Assert.InRange(b / 2_000.0, 0.45, 0.55);
    }

    [Fact]
    public void An_endpoint_with_an_outage_goes_last_until_it_is_over()
    {
        _health.NoteFault("a/x/one");

        for (int i = 0; i < 50; i++)
            Assert.Equal("a", Slugs(Ask())[^1]);
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Contains("a", Enumerable.Range(0, 100).Select(_ => Slugs(Ask())[0]));
    }

    [Fact]
    public void Sorting_follows_price_throughput_or_latency_with_the_unknown_last()
    {
        var config = Config(Endpoint("a", price: 3), Endpoint("b", price: 1), Endpoint("c", price: 2), Endpoint("d") with { Pricing = null });
        _health.NoteServed("a/x/one", latencySeconds: 1, tokensPerSecond: 10);
        _health.NoteServed("b/x/one", latencySeconds: 3, tokensPerSecond: 30);
        _health.NoteServed("c/x/one", latencySeconds: 2, tokensPerSecond: 20);

        Assert.Equal(["b", "c", "a", "d"], Slugs(config, Ask() with { Sort = RouteSort.Price }));
        Assert.Equal(["b", "c", "a", "d"], Slugs(config, Ask() with { Sort = RouteSort.Throughput }));
        Assert.Equal(["a", "c", "b", "d"], Slugs(config, Ask() with { Sort = RouteSort.Latency }));
        Assert.Equal(["b", "c", "a", "d"], Slugs(config, Ask(), "x/one:floor"));
        Assert.Equal(["b", "c", "a", "d"], Slugs(config, Ask(), "x/one:nitro"));
        Assert.Equal(["a", "c", "b", "d"], Slugs(config, Ask() with { Sort = RouteSort.Latency }, "x/one:floor"));
    }

    [Fact]
    public void Models_are_tried_in_their_order_unless_they_are_sorted_together()
    {
        var config = Config(Endpoint("a", price: 3), Endpoint("b", "y/two", price: 1), Endpoint("c", "y/two", price: 5));
        RouteQuery query = Query(new() { Sort = RouteSort.Price }, "x/one", "y/two");

        Assert.Equal(["a", "b", "c"], Plan(config, query).Endpoints.Select(p => p.Endpoint.Provider));
        Assert.Equal(
            ["b", "a", "c"],
            Plan(config, query with { Preferences = query.Preferences with { SortAcrossModels = true } }).Endpoints.Select(p => p.Endpoint.Provider));
    }

    [Fact]
    public void A_model_that_nobody_names_is_unknown_and_the_next_is_tried()
    {
        var plan = Plan(Config(Endpoint("a")), Query(null, "q/none:free", "x/one"));

        Assert.Equal(["q/none:free"], plan.UnknownModels);
        Assert.Equal(1, Assert.Single(plan.Endpoints).ModelIndex);
    }

    [Fact]
    public void The_free_variant_takes_only_what_charges_nothing_and_other_suffixes_belong_to_the_slug()
    {
        var config = Config(Endpoint("a"), Endpoint("b") with { Free = true }, Endpoint("c", "x/one:thinking"));

        Assert.Equal(["b"], Slugs(config, Ask(), "x/one:free"));
        Assert.Equal(["c"], Slugs(config, Ask(), "x/one:thinking"));
        Assert.Equal([ExclusionRules.NotFree], Plan(config, Query(null, "x/one:free")).Excluded.SelectMany(e => e.Reasons).Select(r => r.Rule));
    }

    [Fact]
    public void Required_parameters_exclude_and_preferred_ones_only_order()
    {
        var config = Config(
            Endpoint("a", price: 1) with { SupportedParameters = ["temperature"] },
            Endpoint("b", price: 5) with { SupportedParameters = ["temperature", "tools"] });
        var tools = Query() with { Parameters = Bits("tools") };

        Assert.Equal(["b", "a"], Plan(config, tools).Endpoints.Select(p => p.Endpoint.Provider));
        var required = tools with { Preferences = new() { RequireParameters = true } };
        Assert.Equal(["b"], Plan(config, required).Endpoints.Select(p => p.Endpoint.Provider));
        Assert.Equal("doesn't support tools", Plan(config, required).Excluded[0].Reasons[0].Message);
    }

    [Fact]
    public void Demands_on_data_quantization_distillation_and_price_are_hard_and_the_unknown_fails_them()
    {
        var keeps = new EndpointDataPolicy { Confirmed = true, Training = false, Publication = false, RetentionDays = 30 };
        var config = Config(
            Endpoint("a") with { Distillable = true, Quantization = "bf16" },
            Endpoint("b") with { DataPolicy = keeps, Quantization = "fp8" },
            Endpoint("c") with { DataPolicy = new EndpointDataPolicy(), Quantization = "unknown", Pricing = null },
            Endpoint("d", price: 20) with { DataPolicy = keeps with { Training = true } });

        Assert.Equal(["a"], Slugs(config, new() { ZeroDataRetention = true }));
        Assert.Equal(["a", "b"], Slugs(config, new() { DenyDataCollection = true }).Order());
        Assert.Equal(["a"], Slugs(config, new() { DistillableOnly = true }));
        Assert.Equal(["b", "c", "d"], Slugs(config, new() { Quantizations = ["fp8", "unknown"] }).Order());
        Assert.Equal(["a", "b"], Slugs(config, new() { MaxPrice = new() { Prompt = 10 } }).Order());
        var reasons = Plan(config, Query(new() { MaxPrice = new() { Prompt = 10 } })).Excluded.SelectMany(e => e.Reasons).Select(r => r.Message);
        Assert.Equal(["its price is unknown and provider.max_price is set", "its prompt price is $20; provider.max_price allows $10"], reasons);
    }

    [Fact]
    public void Facts_that_have_aged_no_longer_satisfy_a_demand()
    {
        var fresh = new EndpointDataPolicy { Confirmed = true, Training = false, Publication = false, RetentionDays = 0, ExpiresAt = _clock.GetUtcNow().AddDays(1) };
        var config = Config(Endpoint("a") with { DataPolicy = fresh });

        Assert.Equal(["a"], Slugs(config, new() { ZeroDataRetention = true, DenyDataCollection = true }));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty(Slugs(config, new() { ZeroDataRetention = true }));
        Assert.Empty(Slugs(config, new() { DenyDataCollection = true }));
        Assert.Equal(["a"], Slugs(config, new()));
    }

    [Fact]
    public void An_endpoint_that_is_allowed_until_an_instant_is_excluded_from_it_on()
    {
        var config = Config(Endpoint("a") with { AllowedUntil = _clock.GetUtcNow().AddDays(1), AllowedUntilPolicy = "team-a/default" });
        Assert.Equal(["a"], Slugs(config, new()));

        _clock.Advance(TimeSpan.FromDays(1));

        var reason = Assert.Single(Plan(config, Query()).Excluded[0].Reasons);
        Assert.Equal((ExclusionRules.FactsExpired, "team-a/default"), (reason.Rule, reason.Policy));
    }

    [Fact]
    public void Soft_bounds_put_those_that_miss_them_behind_and_exclude_nobody()
    {
        var config = Config(Endpoint("a", price: 1), Endpoint("b", price: 100));
        for (int i = 0; i < 10; i++)
        {
            _health.NoteServed("a/x/one", latencySeconds: i == 9 ? 20 : 1, tokensPerSecond: i == 9 ? 1 : 100);
            _health.NoteServed("b/x/one", latencySeconds: 2, tokensPerSecond: 50);
        }

        Assert.Equal(["b", "a"], Slugs(config, new() { MaxLatency = new() { P99 = 5 } }));
        Assert.Equal(["b", "a"], Slugs(config, new() { MinThroughput = new() { P99 = 10 } }));
        Assert.Equal(["a", "b"], Slugs(config, new() { MaxLatency = new() { P50 = 1.5 }, MinThroughput = new() { P50 = 60 } }));
    }

    [Fact]
    public void An_endpoint_that_lacks_the_api_is_excluded_by_name()
    {
        var plan = Plan(Config(Endpoint("a") with { Apis = ["embeddings"] }), Query(), apis: ["chat", "embeddings"]);

        Assert.Equal(ExclusionRules.WrongApi, plan.Excluded[0].Reasons[0].Rule);
    }

    [Fact]
    public void What_the_policy_excludes_is_listed_with_what_the_request_excludes()
    {
        var config = Config(Endpoint("a")) with { ExcludedEndpoints = [Samples.Excluded("z", "x/one", Samples.Reason(ExclusionRules.Region))] };

        Assert.Equal(["z", "a"], Plan(config, Query(new() { Only = [] })).Excluded.Select(e => e.Provider));
    }

    private static ProviderPreferences Ask() => new();

    private static uint Bits(string name) => 1u << Array.IndexOf(RequestFields.Parameters, name);

    private static EndpointEntry Endpoint(string provider, string model = "x/one", decimal price = 1) => Samples.Endpoint(provider, model) with
    {
        Pricing = new EndpointPricing { Prompt = price / 1_000_000, Completion = price / 1_000_000 },
        SupportedParameters = [],
    };

    private static RouterConfig Config(params EndpointEntry[] endpoints) => Samples.Config() with
    {
        Providers = [.. endpoints.Select(e => Samples.Provider(e.Provider, e.Provider)).DistinctBy(p => p.Slug)],
        Models = [.. endpoints.Select(e => Samples.Model(e.Model)).DistinctBy(m => m.Name)],
        Endpoints = endpoints,
    };

    private static RouteQuery Query(ProviderPreferences? preferences = null, params string[] models) => new()
    {
        Api = "chat",
        Models = [.. (models.Length > 0 ? models : ["x/one"]).Select(RequestedModel.Parse)],
        Preferences = preferences ?? ProviderPreferences.None,
    };

    private RoutePlan Plan(ProviderPreferences preferences) =>
        Plan(Config(Endpoint("a"), Endpoint("b"), Endpoint("c")), Query(preferences));

    private RoutePlan Plan(RouterConfig config, RouteQuery query, string[]? apis = null)
    {
        if (apis is not null)
            config = config with { Providers = [.. config.Providers.Select(p => p with { Upstreams = [p.Upstreams[0] with { Apis = apis }] })] };
        return RoutePlanner.Plan(Samples.Active(config), query, _health, _clock.GetUtcNow(), _random.NextDouble);
    }

    private string[] Slugs(ProviderPreferences preferences) => [.. Plan(preferences).Endpoints.Select(p => p.Endpoint.Provider)];

    private string[] Slugs(RouterConfig config, ProviderPreferences preferences, string model = "x/one") =>
        [.. Plan(config, Query(preferences, model)).Endpoints.Select(p => p.Endpoint.Provider)];
}
