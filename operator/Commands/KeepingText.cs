using System.Globalization;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Commands;

/// <summary>Where what is known and said of calls is kept and for how long, for a person at a terminal.</summary>
internal static class KeepingText
{
    public const string OwnFolder = "the sidecar's own folder";

    public static string Records(RouterConfig config) =>
        $"of every call, without content, in {Place(config.Store)}, until somebody deletes them";

    public static string Logging(RouterConfig config)
    {
        var logging = config.InputOutputLogging;
        var required = logging.Required ? "; calls that can't be logged are refused" : "";
        if (!logging.Enabled)
            return $"off{required}";
        var keys = logging.ApiKeyHashes is { } hashes ? $" with {Count(hashes.Count, "key")}" : "";
        return $"{Percent(logging.SamplingRate)} of calls{keys}, in {Place(logging.Store ?? config.Store)}, "
            + $"for {logging.RetentionDays} days{required}";
    }

    public static string DataUse(RouterConfig config) =>
        config.DataUse is { Enabled: true } use
            ? $"content of every call, in {Place(use.Store)}, for {Percent(use.Discount)} off the price"
            : "off";

    public static string Events(RedisSettings redis) =>
        $"to Redis at {redis.Address} ({(redis.Tls ? "TLS" : "in clear")}), without content";

    private static string Place(StoreSettings? store)
    {
        if (store is null)
            return OwnFolder;
        var location = store.Location is null ? "location not declared" : $"declared {store.Location}";
        return $"gs://{store.Bucket}/{store.Prefix} ({location})";
    }

    private static string Percent(decimal share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + "%";

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
