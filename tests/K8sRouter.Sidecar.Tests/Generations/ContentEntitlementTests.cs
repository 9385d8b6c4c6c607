using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Tests.Conformance;

namespace K8sRouter.Sidecar.Tests.Generations;

public sealed class ContentEntitlementTests
{
    private static readonly LoggingSettings On = new() { Enabled = true, ScopeId = "33333333-3333-4333-8333-333333333333" };

    private static readonly DataUseSettings Used = new() { Enabled = true, Discount = 0.01m, Store = new StoreSettings { Bucket = "used" } };

    [Fact]
    public void By_default_nobody_may_hold_content()
    {
        var entitlement = Decide(Samples.Config());

        Assert.False(entitlement.Any);
        Assert.Null(entitlement.Refusal);
        Assert.Empty(entitlement.Destinations);
    }

    [Fact]
    public void Logging_keeps_the_content_of_the_keys_that_it_names()
    {
        Assert.True(Decide(Samples.Config() with { InputOutputLogging = On }).Logged);
        Assert.False(Decide(Samples.Config() with { InputOutputLogging = On with { ApiKeyHashes = ["aa"] } }).Logged);
        Assert.True(Decide(
            Samples.Config() with { InputOutputLogging = On with { ApiKeyHashes = ["aa"] } }, Samples.Generation() with { ApiKeyHash = "aa" }).Logged);
    }

    [Fact]
    public void Content_that_no_store_may_hold_where_the_workspace_lies_is_not_even_captured()
    {
        var config = Samples.Config() with { InputOutputLogging = On, DataUse = Used };
        config = config with { Workspace = config.Workspace with { Region = "europe" } };

        Assert.False(Decide(config).Any);
        Assert.Equal(503, Decide(config with { InputOutputLogging = On with { Required = true } }).Refusal?.Status);
        var here = new StoreSettings { Bucket = "b", Location = "europe" };
        var kept = Decide(config with { InputOutputLogging = On with { Store = here }, DataUse = Used with { Store = here } });
        Assert.Equal((true, true), (kept.Logged, kept.Used));
    }

    [Fact]
    public void A_call_with_zero_retention_is_not_logged() =>
        Assert.False(Decide(Samples.Config() with { InputOutputLogging = On }, Samples.Generation() with { ZeroDataRetention = true }).Any);

    [Fact]
    public void A_sample_is_a_share_that_the_generations_id_decides()
    {
        var config = Samples.Config() with { InputOutputLogging = On with { SamplingRate = 0.3m } };
        int logged = Enumerable.Range(0, 2_000).Count(i => Decide(config, Samples.Generation($"gen-1795176000-{i:D20}")).Logged);

        Assert.InRange(logged / 2_000.0, 0.26, 0.34);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Logging_and_use_are_two_switches_of_which_each_has_its_own_say(bool logged, bool used)
    {
        var entitlement = Decide(Samples.Config() with
        {
            Store = new StoreSettings { Bucket = "b" },
            InputOutputLogging = On with { Enabled = logged },
            DataUse = Used with { Enabled = used },
        });

        Assert.Equal((logged, used, logged || used), (entitlement.Logged, entitlement.Used, entitlement.Any));
    }

    [Fact]
    public void Neither_the_sample_nor_the_keys_of_logging_narrow_the_use()
    {
        var config = Samples.Config() with { InputOutputLogging = On with { SamplingRate = 0.0001m, ApiKeyHashes = ["aa"] }, DataUse = Used };

        Assert.Equal((false, true), (Decide(config).Logged, Decide(config).Used));
    }

    [Fact]
    public void Content_is_used_only_where_there_is_a_store_for_it_and_never_of_a_call_with_zero_retention()
    {
        Assert.False(Decide(Samples.Config() with { DataUse = Used with { Store = null } }).Any);
        Assert.False(Decide(Samples.Config() with { DataUse = Used }, Samples.Generation() with { ZeroDataRetention = true }).Any);
    }

    [Fact]
    public void Logging_that_is_required_and_off_is_impossible()
    {
        var required = On with { Required = true };

        Assert.Null(Decide(Samples.Config() with { InputOutputLogging = required }).Refusal);
        Assert.Null(Decide(Samples.Config() with { InputOutputLogging = required, Store = new StoreSettings { Bucket = "b" } }).Refusal);
        Assert.Equal(503, Decide(Samples.Config() with { InputOutputLogging = required with { Enabled = false } }).Refusal?.Status);
        Assert.Equal(503, Decide(Samples.Config() with { InputOutputLogging = required with { Enabled = false }, DataUse = Used }).Refusal?.Status);
    }

    [Fact]
    public void Destinations_take_the_trace_and_those_that_say_full_the_content()
    {
        var config = Samples.Config() with
        {
            Broadcast = new BroadcastSettings
            {
                Destinations =
                [
                    Destination("full") with { ContentMode = "Full" }, Destination("none"), Destination("off") with { Enabled = false, ContentMode = "Full" },
                    Destination("europe") with { Regions = ["europe"], ContentMode = "Full" }, Destination("keys") with { ApiKeyHashes = ["aa"] },
                ],
            },
        };

        var entitlement = Decide(config);

        Assert.Equal(["full", "none"], entitlement.Destinations);
        Assert.Equal(["full"], entitlement.ContentDestinations);
        Assert.Equal((true, false), (entitlement.Any, entitlement.Logged));
        Assert.Empty(Decide(config with { Broadcast = config.Broadcast with { Enabled = false } }).Destinations);
    }

    private static DestinationEntry Destination(string name) => new() { Name = name, Id = "44444444-4444-4444-8444-444444444444", Type = "webhook" };

    private static ContentEntitlement Decide(RouterConfig config, GenerationRecord? record = null) =>
        ContentEntitlement.Decide(record ?? Samples.Generation(), config);
}
