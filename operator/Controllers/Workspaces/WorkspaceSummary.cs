using System.Globalization;
using K8sRouter.Core.Configuration;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Controllers.Workspaces;

/// <summary>
/// What statuses are told of a configuration. It is kept for every workspace, so that the configurations, of a hundred kilobytes
/// and more each, needn't be.
/// </summary>
internal sealed record WorkspaceSummary
{
    /// <summary>Of the configuration.</summary>
    public required string Revision { get; init; }

    /// <summary>Form of the configuration, which a sidecar must understand.</summary>
    public required int SchemaVersion { get; init; }

    public required int AllowedEndpoints { get; init; }

    public required int ExcludedEndpoints { get; init; }

    /// <summary>Endpoints that each rule excluded, in order of the rules' names.</summary>
    public required IReadOnlyList<RuleCount> Exclusions { get; init; }

    /// <summary>Whether calls are logged, as a printer column says it.</summary>
    public required string Logging { get; init; }

    /// <summary>Whether traces are sent to destinations at all.</summary>
    public required bool Broadcasts { get; init; }

    public required CompilationReport Report { get; init; }

    /// <summary>When the configuration changes by itself, because facts age; null: never.</summary>
    public DateTimeOffset? EarliestExpiry { get; init; }

    public static WorkspaceSummary Of(CompilationResult result) => new()
    {
        Revision = result.Revision,
        SchemaVersion = result.Config.SchemaVersion,
        AllowedEndpoints = result.Config.Endpoints.Count,
        ExcludedEndpoints = result.Config.ExcludedEndpoints.Count,
        Exclusions = CountRules(result.Config),
        Logging = LoggingText(result.Config.InputOutputLogging),
        Broadcasts = result.Config.Broadcast.Enabled,
        Report = result.Report,
        EarliestExpiry = result.EarliestExpiry,
    };

    private static IReadOnlyList<RuleCount> CountRules(RouterConfig config) =>
        [.. config.ExcludedEndpoints
            .SelectMany(endpoint => endpoint.Reasons.Select(reason => reason.Rule).Distinct())
            .CountBy(rule => rule)
            .OrderBy(count => count.Key, StringComparer.Ordinal)
            .Select(count => new RuleCount { Rule = count.Key, Endpoints = count.Value })];

    private static string LoggingText(LoggingSettings logging)
    {
        if (!logging.Enabled)
            return "Off";
        return logging.SamplingRate == 1
            ? "On"
            : $"On {(logging.SamplingRate * 100).ToString("0.####", CultureInfo.InvariantCulture)}%";
    }
}
