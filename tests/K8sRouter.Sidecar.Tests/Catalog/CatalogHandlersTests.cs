using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Sidecar.Catalog;
using K8sRouter.Sidecar.Tests.Conformance;
using Microsoft.Extensions.Time.Testing;
using static K8sRouter.Sidecar.Tests.Conformance.Samples;

namespace K8sRouter.Sidecar.Tests.Catalog;

public sealed class CatalogHandlersTests
{
    private readonly FakeTimeProvider _clock = new(Noon);

    [Fact]
    public async Task Models_without_an_allowed_endpoint_are_not_listed()
    {
        var config = Config() with
        {
            Models = [Model(), Model("acme/secret")],
            ExcludedEndpoints = [Excluded("acme", "acme/secret", Reason(ExclusionRules.PaidTraining))],
        };

        var call = await ModelsAsync(config, "");

        Assert.Equal(["openai/gpt-5-mini"], Ids(call));
        Assert.Equal(1, call.Json.GetProperty("total_count").GetInt32());
    }

    [Fact]
    public async Task No_answer_tells_an_address_of_a_provider()
    {
        var configuration = Active(Config());
        var handlers = new CatalogHandlers(_clock);
        string text = (await TestCall.GetAsync(c => handlers.HandleModelsAsync(c, configuration))).Text
            + (await TestCall.GetAsync(c => handlers.HandleProvidersAsync(c, configuration))).Text
            + (await TestCall.GetAsync(c => handlers.HandleEndpointsAsync(c, configuration, "openai/gpt-5-mini"))).Text;
        Assert.DoesNotContain("secret-host", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_disappears_the_moment_its_facts_age_out_cached_lists_included()
    {
        var configuration = Active(Config() with { Endpoints = [Endpoint() with { AllowedUntil = Noon.AddMinutes(5) }] });
        var handlers = new CatalogHandlers(_clock);

        Assert.Single(Ids(await TestCall.GetAsync(c => handlers.HandleModelsAsync(c, configuration))));
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Empty(Ids(await TestCall.GetAsync(c => handlers.HandleModelsAsync(c, configuration))));
        Assert.Empty((await TestCall.GetAsync(c => handlers.HandleProvidersAsync(c, configuration))).Data.EnumerateArray());
        Assert.Equal(404, (await TestCall.GetAsync(c => handlers.HandleModelAsync(c, configuration, "openai/gpt-5-mini"))).Status);
        var endpoints = await TestCall.GetAsync(c => handlers.HandleEndpointsAsync(c, configuration, "openai/gpt-5-mini"));
        Assert.Empty(endpoints.Data.GetProperty("endpoints").EnumerateArray());
    }

    [Fact]
    public async Task A_new_configuration_is_listed_at_once()
    {
        var handlers = new CatalogHandlers(_clock);
        var before = Active(Config());
        var after = Active(Config() with { Models = [], Endpoints = [] });
        Assert.Single(Ids(await TestCall.GetAsync(c => handlers.HandleModelsAsync(c, before))));
        Assert.Empty(Ids(await TestCall.GetAsync(c => handlers.HandleModelsAsync(c, after))));
    }

    [Fact]
    public async Task Prices_are_decimal_strings_without_exponent_and_the_cheapest_endpoint_stands_for_the_model()
    {
        var config = Config() with
        {
            Endpoints =
            [
                Endpoint("costly") with { Pricing = new EndpointPricing { Prompt = 1, Completion = 1 } },
                Endpoint("unpriced") with { Pricing = null },
                Endpoint() with { Pricing = new EndpointPricing { Prompt = 0.000000250m, Completion = 0.0000000000001m, Request = 0, InputCacheWrite1h = 0.0000005m } },
            ],
        };

        var pricing = (await ModelsAsync(config, "")).Data[0].GetProperty("pricing");

        Assert.Equal("""{"prompt":"0.00000025","completion":"0.0000000000001","request":"0","input_cache_write_1h":"0.0000005"}""", pricing.GetRawText());
    }

    [Theory]
    [InlineData(false, "-1")]
    [InlineData(true, "0")]
    public async Task An_unpriced_endpoint_never_looks_free(bool free, string price)
    {
        var config = Config() with { Endpoints = [Endpoint() with { Pricing = null, Free = free }] };
        Assert.Equal(price, (await ModelsAsync(config, "")).Data[0].GetProperty("pricing").GetProperty("prompt").GetString());
    }

    [Theory]
    [InlineData("?supported_parameters=tools", "a/text a/image")]
    [InlineData("?supported_parameters=tools,seed", "a/image")]
    [InlineData("?supported_parameters=tools&supported_parameters=seed", "a/image")]
    [InlineData("?input_modalities=image", "a/image")]
    [InlineData("?output_modalities=embeddings", "b/embed")]
    [InlineData("?output_modalities=all", "a/text a/image b/embed")]
    [InlineData("?q=IMAGE", "a/image")]
    [InlineData("?model_authors=b", "b/embed")]
    [InlineData("?providers=two", "a/image b/embed")]
    [InlineData("?zdr=true", "a/text")]
    [InlineData("?zdr=true&providers=two", "")]
    [InlineData("?context=100000", "a/text")]
    [InlineData("?max_price=0.3", "a/text")]
    [InlineData("?min_price=0.3", "a/image")]
    [InlineData("?region=eu", "a/image")]
    [InlineData("?category=programming&made_up=1", "a/text a/image b/embed")]
    [InlineData("?sort=newest", "b/embed a/image a/text")]
    [InlineData("?sort=pricing-high-to-low", "a/image a/text b/embed")]
    [InlineData("?sort=context-high-to-low", "a/text a/image b/embed")]
    [InlineData("?offset=1", "a/image b/embed")]
    [InlineData("?offset=9", "")]
    [InlineData("?offset=2147483647&limit=1000", "")]
    public async Task Filters_narrow_and_sort_the_list(string query, string expected)
    {
        var call = await ModelsAsync(ThreeModels(), query);
        Assert.Equal(expected, string.Join(' ', Ids(call)));
    }

    [Fact]
    public async Task Pages_follow_each_other_by_their_links_and_keep_the_filters()
    {
        var ids = new List<string>();
        string? next = "/v1/models?model_authors=a&limit=1";
        while (next is not null)
        {
            var call = await ModelsAsync(ThreeModels(), next["/v1/models".Length..], "/v1/models");
            Assert.Equal(2, call.Json.GetProperty("total_count").GetInt32());
            ids.AddRange(Ids(call));
            next = call.Json.GetProperty("links").GetProperty("next").GetString();
            Assert.True(ids.Count <= 2, "The links don't end.");
        }
        Assert.Equal(["a/text", "a/image"], ids);
    }

    [Theory]
    [InlineData("?limit=0", "limit: ")]
    [InlineData("?limit=1001", "limit: ")]
    [InlineData("?offset=-1", "offset: ")]
    [InlineData("?context=many", "context: ")]
    [InlineData("?max_price=1e5", "max_price: ")]
    public async Task A_parameter_that_is_no_number_is_a_400_that_names_it(string query, string start)
    {
        var call = await ModelsAsync(ThreeModels(), query);
        Assert.Equal(400, call.Status);
        Assert.StartsWith(start, call.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoints_of_a_model_are_found_under_its_encoded_name_too()
    {
        var configuration = Active(Config());
        var handlers = new CatalogHandlers(_clock, new FixedStatistics());

        foreach (string name in new[] { "openai/gpt-5-mini", "openai%2Fgpt-5-mini" })
        {
            var call = await TestCall.GetAsync(c => handlers.HandleEndpointsAsync(c, configuration, name));
            var endpoint = Assert.Single(call.Data.GetProperty("endpoints").EnumerateArray());
            Assert.Equal("Acme AI", endpoint.GetProperty("provider_name").GetString());
            Assert.Equal("acme", endpoint.GetProperty("tag").GetString());
            Assert.True(endpoint.GetProperty("supports_tool_choice").GetProperty("required").GetBoolean());
            Assert.True(endpoint.GetProperty("supports_implicit_caching").GetBoolean());
            Assert.Equal(4, endpoint.GetProperty("latency_last_30m").GetProperty("p99").GetInt32());
        }
    }

    [Fact]
    public async Task An_unknown_model_is_a_404_and_an_excluded_one_has_no_endpoints()
    {
        var handlers = new CatalogHandlers(_clock);
        var configuration = Active(Configurations["excluded only"]);

        var unknown = await TestCall.GetAsync(c => handlers.HandleEndpointsAsync(c, configuration, "no/such"));
        Assert.Equal(404, unknown.Status);
        Assert.Equal("Model no/such not found", unknown.Json.GetProperty("error").GetProperty("message").GetString());

        var excluded = await TestCall.GetAsync(c => handlers.HandleEndpointsAsync(c, configuration, "openai/gpt-5-mini"));
        Assert.Equal(200, excluded.Status);
        Assert.Empty(excluded.Data.GetProperty("endpoints").EnumerateArray());
    }

    [Fact]
    public async Task Unconfirmed_or_aged_facts_are_not_zero_retention()
    {
        var config = Config() with
        {
            Endpoints =
            [
                Endpoint("yes"),
                Endpoint("unconfirmed") with { DataPolicy = new EndpointDataPolicy { RetentionDays = 0 } },
                Endpoint("aged") with { DataPolicy = Endpoint().DataPolicy with { ExpiresAt = Noon } },
                Endpoint("keeps") with { DataPolicy = Endpoint().DataPolicy with { RetentionDays = 30 } },
                Endpoint("unknown") with { DataPolicy = Endpoint().DataPolicy with { RetentionDays = null } },
            ],
        };
        var handlers = new CatalogHandlers(_clock);

        var call = await TestCall.GetAsync(c => handlers.HandleZeroRetentionEndpointsAsync(c, Active(config)));

        Assert.Equal(["yes"], call.Data.EnumerateArray().Select(e => e.GetProperty("tag").GetString()));
    }

    [Fact]
    public async Task Counting_uses_the_same_filters()
    {
        var handlers = new CatalogHandlers(_clock);
        var call = await TestCall.GetAsync(c => handlers.HandleModelCountAsync(c, Active(ThreeModels())), "/api/v1/models/count?model_authors=a");
        Assert.Equal(2, call.Data.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Embedding_models_are_those_whose_output_is_embeddings()
    {
        var handlers = new CatalogHandlers(_clock);
        Assert.Equal(["b/embed"], Ids(await TestCall.GetAsync(c => handlers.HandleEmbeddingModelsAsync(c, Active(ThreeModels())))));
    }

    private static RouterConfig ThreeModels() => Config() with
    {
        Models =
        [
            Model("a/text") with { Created = 1, DisplayName = "T" },
            Model("a/image") with { Created = 2, DisplayName = "I", InputModalities = ["text", "image"] },
            Model("b/embed") with { Created = 3, DisplayName = "E", OutputModalities = ["embeddings"] },
        ],
        Endpoints =
        [
            Endpoint("one", "a/text"),
            Endpoint("two", "a/image") with
            {
                ContextLength = 8000,
                Region = Regions.Europe,
                Pricing = new EndpointPricing { Prompt = 0.000001m, Completion = 0.000009m },
                SupportedParameters = ["tools", "seed"],
                DataPolicy = Endpoint().DataPolicy with { RetentionDays = 30 },
            },
            Endpoint("two", "b/embed") with
            {
                ContextLength = null, Pricing = null, SupportedParameters = [], DataPolicy = new EndpointDataPolicy(),
            },
        ],
    };

    private Task<TestCall> ModelsAsync(RouterConfig config, string query, string path = "/api/v1/models") =>
        TestCall.GetAsync(c => new CatalogHandlers(_clock).HandleModelsAsync(c, Active(config)), path + query);

    private static IEnumerable<string> Ids(TestCall call) => call.Data.EnumerateArray().Select(m => m.GetProperty("id").GetString()!);
}
