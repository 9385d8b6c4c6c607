using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Tests.Conformance;

namespace K8sRouter.Sidecar.Tests.Generations;

public sealed class ContentEntitlementTests
{
    private static readonly LoggingSettings On = new() { Enabled = true, ScopeId = "33333333-3333-4333-8333-333333333333" };

    [Fact]
    public void By_default_nobody_may_hold_content()
    {
        var entitlement = Decide(Samples.Config());

        Assert.False(entitlement.Any);
        Assert.False(entitlement.LoggingImpossible);
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
    public void A_call_with_zero_retention_is_not_logged() =>
        Assert.False(Decide(Samples.Config() with { InputOutputLogging = On }, Samples.Generation() with { ZeroDataRetention = true }).Any);

    [Fact]
    public void A_sample_is_a_share_that_the_generations_id_decides()
    {
        var config = Samples.Config() with { InputOutputLogging = On with { SamplingRate = 0.3m } };
        int logged = Enumerable.Range(0, 2_000).Count(i => Decide(config, Samples.Generation($"gen-1795176000-{i:D20}")).Logged);

        Assert.InRange(logged / 2_000.0, 0.26, 0.34);
    }

    [Fact]
    public void Content_that_was_meant_for_a_bucket_is_kept_nowhere_rather_than_elsewhere()
    {
        var config = Samples.Config() with { InputOutputLogging = On, Store = new StoreSettings { Bucket = "b" } };

        Assert.Equal((false, false), (Decide(config).Logged, Decide(config).LoggingImpossible));
    }

    [Fact]
    public void Logging_that_is_required_and_can_not_be_had_is_impossible()
    {
        var required = On with { Required = true };

        Assert.False(Decide(Samples.Config() with { InputOutputLogging = required }).LoggingImpossible);
        Assert.True(Decide(Samples.Config() with { InputOutputLogging = required with { Enabled = false } }).LoggingImpossible);
        Assert.True(Decide(Samples.Config() with { InputOutputLogging = required, Store = new StoreSettings { Bucket = "b" } }).LoggingImpossible);
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
