using K8sRouter.Core.Configuration;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation.Policies;
using CoreRegions = K8sRouter.Core.DataPolicies.Regions;

namespace K8sRouter.Operator.Compilation.Keeping;

/// <summary>
/// Where records and content are kept. Whatever can't be kept where the policy wants it isn't kept somewhere else instead:
/// content isn't stored, and a notice says so.
/// </summary>
internal sealed class KeepingRules(
    CompilationInput input, PolicyLevels levels, EffectivePolicy policy, ICollection<CompilationNotice> notices)
{
    private readonly RecordStore? _store = PolicyFields.Store.Merge(levels).Value;

    /// <summary>The store of records; null: the sidecar's own folder.</summary>
    public StoreSettings? Store()
    {
        if (_store is null)
            return null;
        var by = PolicyFields.Store.Merge(levels).By.Object;
        if (!policy.IsInRegion(StoreTranslation.Location(_store)))
        {
            notices.Add(new(
                NoticeReasons.OutsideRegion, by,
                $"spec.store isn't used: its location must be declared as {policy.Region}. "
                + "Records stay in the sidecar's own folder."));
            return null;
        }
        notices.Add(new(
            NoticeReasons.UnsupportedByThisVersion, by,
            "spec.store.gcs isn't written to yet. Records stay in the sidecar's own folder."));
        return StoreTranslation.Settings(_store);
    }

    public LoggingSettings Logging()
    {
        var store = LoggingStore();
        var hashes = PolicyFields.LoggingApiKeyHashes.Merge(levels);
        return new LoggingSettings
        {
            Enabled = PolicyFields.LoggingEnabled.Merge(levels).Value is true && CanLogTo(store),
            Required = PolicyFields.LoggingRequired.Merge(levels).Value is true,
            SamplingRate = Math.Clamp(PolicyFields.LoggingSamplingRate.Merge(levels).Value ?? 1, 0.0001m, 1m),
            ApiKeyHashes = hashes.Count == 0
                ? null
                : [.. hashes.Select(level => level.Value.AsEnumerable())
                    .Aggregate(Enumerable.Intersect).Order(StringComparer.Ordinal)],
            RetentionDays = Math.Max(90, PolicyFields.LoggingRetentionDays.Merge(levels).Value ?? 90),
            Store = StoreTranslation.Settings(store),
            ScopeId = input.Workspace.Id,
        };
    }

    /// <summary>Always off for now: the content needs a store of its own, and buckets aren't written to yet.</summary>
    public DataUseSettings DataUse()
    {
        var enabled = PolicyFields.DataUseEnabled.Merge(levels);
        if (enabled.Value is true)
        {
            notices.Add(new(
                NoticeReasons.UnsupportedByThisVersion, enabled.By.Object,
                "spec.dataUse isn't done yet: no content is kept for it, and no discount is given."));
        }
        return new DataUseSettings();
    }

    public void Events()
    {
        if (PolicyFields.Events.Merge(levels) is { Value: not null } events)
        {
            notices.Add(new(
                NoticeReasons.UnsupportedByThisVersion, events.By.Object,
                "spec.events.redis isn't written to yet: no events leave the sidecar."));
        }
    }

    private RecordStore? LoggingStore()
    {
        var store = PolicyFields.LoggingStore.Merge(levels).Value ?? _store;
        return policy.Region == CoreRegions.Europe ? PolicyFields.LoggingEuropeStore.Merge(levels).Value ?? store : store;
    }

    private bool CanLogTo(RecordStore? store)
    {
        var by = PolicyFields.LoggingEnabled.Merge(levels).By.Object;
        if (!policy.IsInRegion(store is null ? null : StoreTranslation.Location(store)))
        {
            var field = policy.Region == CoreRegions.Europe ? "europeStore" : "store";
            notices.Add(new(
                NoticeReasons.OutsideRegion, by,
                $"Content isn't stored: no store is declared to lie in {policy.Region}. "
                + $"Name one in spec.inputOutputLogging.{field}."));
            return false;
        }
        if (store is not null)
        {
            notices.Add(new(
                NoticeReasons.UnsupportedByThisVersion, by,
                "Content isn't stored: buckets aren't written to yet. "
                + "Without a store, it would be kept in the sidecar's own folder."));
            return false;
        }
        return true;
    }
}
