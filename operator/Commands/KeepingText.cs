using System.Globalization;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;

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

    public static string Traces(RouterConfig config)
    {
        var destinations = Destinations(config).Select(
            item => $"{item.Name} (content {item.ContentMode}{(item.Required is true ? ", required" : "")})").ToArray();
        return destinations.Length == 0 ? "to no destination" : $"to {string.Join(", ", destinations)}";
    }

    /// <summary>What a caller's <c>provider.zdr</c> and a policy's zeroDataRetention each change of all that.</summary>
    public static string ZeroRetention(RouterConfig config)
    {
        var bound = config.Policy is { ZeroDataRetentionRequired: false, ZeroDataRetentionAuthors.Count: 0 }
            ? ""
            : "; the policy's own zero data retention binds providers, and switches off neither logging nor destinations";
        if (config.InputOutputLogging.Required)
            return $"calls that demand it (provider.zdr) are refused, since logging is required{bound}";
        var refusing = Destinations(config).Where(DestinationSelector.RefusesZeroRetention).Select(item => item.Name).ToArray();
        if (refusing.Length > 0)
            return $"calls that demand it (provider.zdr) are refused where they are for {string.Join(", ", refusing)}{bound}";
        var trusted = Destinations(config)
            .Where(item => item is { ZeroRetention: true, ContentMode: ContentModes.Full }).Select(item => item.Name).ToArray();
        var except = trusted.Length == 0 ? "" : $", except to {string.Join(", ", trusted)}, declared to keep none";
        return $"of calls that demand it (provider.zdr) no content is kept or sent{except}{bound}";
    }

    public static string Events(RedisSettings redis) =>
        $"to Redis at {redis.Address} ({(redis.Tls ? "TLS" : "in clear")}), without content";

    private static IEnumerable<DestinationEntry> Destinations(RouterConfig config) =>
        config.Broadcast.Enabled ? config.Broadcast.Destinations.Where(item => item.Enabled) : [];

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
