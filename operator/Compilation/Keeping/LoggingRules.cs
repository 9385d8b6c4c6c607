using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Compilation.Policies;

namespace K8sRouter.Operator.Compilation.Keeping;

/// <summary>
/// Which calls are logged and for how long. A floor that requires logging binds: of a smaller sample, of fewer keys or of a
/// shorter time a workspace could else make a way around it.
/// </summary>
internal sealed class LoggingRules(PolicyLevels levels, string scopeId)
{
    /// <summary>Whether calls that can't be logged are refused, and who says so.</summary>
    public Decided<bool?> Required { get; } = PolicyFields.LoggingRequired.Merge(levels);

    /// <summary>The settings, without a store.</summary>
    public LoggingSettings Settings(bool enabled)
    {
        var deciding = IsRequiredByFloor ? levels.FloorAlone : levels;
        var hashes = PolicyFields.LoggingApiKeyHashes.Merge(deciding);
        return new LoggingSettings
        {
            Enabled = enabled,
            Required = Required.Value is true,
            SamplingRate = Math.Clamp(PolicyFields.LoggingSamplingRate.Merge(deciding).Value ?? 1, 0.0001m, 1m),
            ApiKeyHashes = hashes.Count == 0
                ? null
                : [.. hashes.Select(level => level.Value.AsEnumerable())
                    .Aggregate(Enumerable.Intersect).Order(StringComparer.Ordinal)],
            RetentionDays = Math.Max(90, RetentionDays()),
            ScopeId = scopeId,
        };
    }

    private bool IsRequiredByFloor => levels.Floor?.Value.InputOutputLogging?.Required is true;

    private int RetentionDays() =>
        (IsRequiredByFloor ? levels.Floor?.Value.InputOutputLogging?.RetentionDays : null)
        ?? PolicyFields.LoggingRetentionDays.Merge(levels).Value
        ?? 90;
}
