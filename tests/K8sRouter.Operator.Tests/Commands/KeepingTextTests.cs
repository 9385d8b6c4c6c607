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
}
