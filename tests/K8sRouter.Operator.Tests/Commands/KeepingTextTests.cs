using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Commands;

namespace K8sRouter.Operator.Tests.Commands;

public sealed class KeepingTextTests
{
    private static readonly RouterConfig Config = new() { Workspace = new() { Name = "team-a", Id = "w", Region = "global" } };
    private static readonly StoreSettings Bucket = new() { Bucket = "prompts", Prefix = "logs", Location = "europe" };

    [Fact]
    public void It_says_in_which_bucket_and_where_that_lies_as_far_as_is_declared()
    {
        Assert.Equal(
            "of every call, without content, in gs://prompts/logs (declared europe), until somebody deletes them", KeepingText.Records(Config with { Store = Bucket }));
        Assert.Contains("(location not declared)", KeepingText.Records(Config with { Store = Bucket with { Location = null } }), StringComparison.Ordinal);
    }

    [Fact]
    public void Content_lies_where_records_do_unless_it_has_a_store_of_its_own()
    {
        var logging = new LoggingSettings { Enabled = true, SamplingRate = 0.0001m, RetentionDays = 365, ApiKeyHashes = ["a"] };

        Assert.Equal(
            "0.01% of calls with 1 key, in gs://prompts/logs (declared europe), for 365 days",
            KeepingText.Logging(Config with { Store = Bucket, InputOutputLogging = logging }));
        Assert.Equal(
            "0.01% of calls with 2 keys, in gs://other/logs (declared europe), for 365 days; calls that can't be logged are refused",
            KeepingText.Logging(Config with
            {
                Store = Bucket,
                InputOutputLogging = logging with { ApiKeyHashes = ["a", "b"], Required = true, Store = Bucket with { Bucket = "other" } },
            }));
        Assert.Equal("100% of calls, in the sidecar's own folder, for 90 days", KeepingText.Logging(Config with { InputOutputLogging = new() { Enabled = true } }));
    }

    [Fact]
    public void Events_say_where_they_go_and_whether_the_way_is_encrypted()
    {
        var redis = new RedisSettings { Address = "redis.data.svc:6379" };

        Assert.Equal("to Redis at redis.data.svc:6379 (TLS), without content", KeepingText.Events(redis));
        Assert.Equal("to Redis at redis.data.svc:6379 (in clear), without content", KeepingText.Events(redis with { Tls = false }));
    }

    [Fact]
    public void Use_by_the_platform_names_its_price()
    {
        Assert.Equal("off", KeepingText.DataUse(Config));
        Assert.Equal(
            "content of every call, in gs://prompts/logs (declared europe), for 1.5% off the price",
            KeepingText.DataUse(Config with { DataUse = new() { Enabled = true, Discount = 0.015m, Store = Bucket } }));
    }

    [Fact]
    public void Zero_retention_says_who_is_trusted_who_refuses_and_what_a_policys_own_binds()
    {
        const string Bound = "; the policy's own zero data retention binds providers, and switches off neither logging nor destinations";

        Assert.Equal("of calls that demand it (provider.zdr) no content is kept or sent", KeepingText.ZeroRetention(Config));
        Assert.Equal(
            "of calls that demand it (provider.zdr) no content is kept or sent, except to b, declared to keep none" + Bound,
            KeepingText.ZeroRetention(With(Entry("a"), Entry("b") with { ZeroRetention = true, Required = true }) with
            {
                Policy = new() { ZeroDataRetentionAuthors = ["acme"] },
            }));
        Assert.Equal(
            "calls that demand it (provider.zdr) are refused where they are for a",
            KeepingText.ZeroRetention(With(Entry("a") with { Required = true }, Entry("c") with { Required = true, ContentMode = "None" })));
        Assert.Equal(
            "calls that demand it (provider.zdr) are refused, since logging is required" + Bound,
            KeepingText.ZeroRetention(Config with
            {
                InputOutputLogging = new() { Enabled = true, Required = true },
                Policy = new() { ZeroDataRetentionRequired = true },
            }));
    }

    [Fact]
    public void Traces_name_the_destinations_that_get_any()
    {
        Assert.Equal("to no destination", KeepingText.Traces(Config));
        Assert.Equal(
            "to a (content Full), b (content None, required)",
            KeepingText.Traces(With(Entry("a"), Entry("b") with { ContentMode = "None", Required = true }, Entry("off") with { Enabled = false })));
    }

    private static RouterConfig With(params DestinationEntry[] entries) => Config with { Broadcast = new() { Destinations = entries } };

    private static DestinationEntry Entry(string name) => new() { Name = name, Id = name, Type = "webhook", ContentMode = "Full" };
}
