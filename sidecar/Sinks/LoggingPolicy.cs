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
        && KeepsContent(config)
        && (config.InputOutputLogging.ApiKeyHashes is not { } hashes
            || hashes.Contains(record.ApiKeyHash, StringComparer.Ordinal))
        && StoreRegions.MayHold(ContentStore(config), record.DataRegion);

    /// <summary>Whether content is kept at all: switched on, and its store lies where the workspace does.</summary>
    public static bool KeepsContent(RouterConfig config) =>
        config.InputOutputLogging.Enabled && StoreRegions.MayHold(ContentStore(config), config.Workspace.Region);

    private static StoreSettings? ContentStore(RouterConfig config) => config.InputOutputLogging.Store ?? config.Store;

    /// <summary>A digest: which keys are logged is nobody's business who reads the spool folder.</summary>
    private static string RuleOf(RouterConfig config)
    {
        string location = ContentStore(config)?.Location ?? Regions.Global;
        var keys = config.InputOutputLogging.ApiKeyHashes?.Order(StringComparer.Ordinal) ?? Enumerable.Repeat("all", 1);
        string all = string.Join('\n', [config.Workspace.Region, location, .. keys]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16];
    }
}
