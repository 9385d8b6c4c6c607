using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>Input and output logging: the record of every generation, and the content of those that it applies to.</summary>
internal sealed class LoggingPolicy : ISegmentPolicy
{
    private const string Off = "off";

    public SegmentTarget? TargetIn(RouterConfig config) => KeepsContent(config)
        ? new() { Rows = config.Store, Content = ContentStore(config), KeepsContent = true, Rule = RuleOf(config) }
        : new() { Rows = config.Store, Content = config.Store, Rule = Off };

    public bool Takes(GenerationRecord record, RouterConfig config) => true;

    public bool MayStoreContent(GenerationRecord record, RouterConfig config) =>
        record.ContentLogged
        && Applies(record, config)
        && StoreRegions.MayHold(ContentStore(config), record.DataRegion);

    /// <summary>Whether content is kept at all: switched on, and its store lies where the workspace does.</summary>
    public static bool KeepsContent(RouterConfig config) =>
        config.InputOutputLogging.Enabled && StoreRegions.MayHold(ContentStore(config), config.Workspace.Region);

    /// <summary>
    /// Whether the content of a call is logged: it is kept at all, and the caller, the key and the sample don't exclude it.
    /// </summary>
    public static bool Applies(GenerationRecord record, RouterConfig config)
    {
        var logging = config.InputOutputLogging;
        return KeepsContent(config)
            && !record.ZeroDataRetention
            && (logging.ApiKeyHashes is not { } hashes || hashes.Contains(record.ApiKeyHash, StringComparer.Ordinal))
            && Sampling.Includes(logging.ScopeId, record.SessionId, record.Id, logging.SamplingRate);
    }

    private static StoreSettings? ContentStore(RouterConfig config) => config.InputOutputLogging.Store ?? config.Store;

    /// <summary>A digest: which keys are logged is nobody's business who reads the spool folder.</summary>
    private static string RuleOf(RouterConfig config)
    {
        var logging = config.InputOutputLogging;
        string location = ContentStore(config)?.Location ?? Regions.Global;
        string sample = string.Create(CultureInfo.InvariantCulture, $"{logging.SamplingRate:G29} of {logging.ScopeId}");
        var keys = logging.ApiKeyHashes?.Order(StringComparer.Ordinal) ?? Enumerable.Repeat("all", 1);
        string all = string.Join('\n', [config.Workspace.Region, location, sample, .. keys]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16];
    }
}
