using K8sRouter.Core.Configuration;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation.Policies;
using CoreRegions = K8sRouter.Core.DataPolicies.Regions;

namespace K8sRouter.Operator.Compilation.Keeping;

/// <summary>
/// Where records and content are kept. Content that can't be kept where the policy wants it isn't kept somewhere else instead,
/// and records stay in the sidecar's own folder; a notice says so. Credentials are delivered for stores that are used.
/// </summary>
internal sealed class KeepingRules
{
    private const string EuropeField = "spec.inputOutputLogging.europeStore";

    private readonly PolicyLevels _levels;
    private readonly EffectivePolicy _policy;
    private readonly StoreRules _rules;
    private readonly LoggingRules _logging;
    private readonly IDictionary<string, string> _files;
    private readonly ICollection<CompilationNotice> _notices;
    private readonly SortedSet<string> _platformCredentials = new(StringComparer.Ordinal);

    /// <param name="input">What is compiled.</param>
    /// <param name="policy">The merged policy.</param>
    /// <param name="secrets">Where credentials are found.</param>
    /// <param name="files">Receives those of stores that are used.</param>
    /// <param name="notices">Receives what isn't done.</param>
    public KeepingRules(
        CompilationInput input, EffectivePolicy policy, SecretLookup secrets, IDictionary<string, string> files,
        ICollection<CompilationNotice> notices)
    {
        _levels = policy.Levels;
        _policy = policy;
        _rules = new StoreRules(input, _levels, policy, secrets);
        _logging = new LoggingRules(_levels, input.Workspace.Id);
        _files = files;
        _notices = notices;
        var records = DecideRecords();
        Store = records is { IsUsable: true } ? Deliver(records, ConfigFiles.RecordStoreCredential) : null;
        Finding = records is null ? null : new StoreFinding(records.ToString(), records.Reason, records.Message);
        var content = DecideContent(out var mayLog);
        Logging = _logging.Settings(mayLog) with
        {
            Store = mayLog && content is not null && !(Store is not null && content.IsSame(records!))
                ? Deliver(content, ConfigFiles.LoggingStoreCredential)
                : null,
        };
        DataUse = CompileDataUse([records, content]);
    }

    /// <summary>The store of records; null: the sidecar's own folder.</summary>
    public StoreSettings? Store { get; }

    /// <summary>What was made of the store that is named for records; null: none is.</summary>
    public StoreFinding? Finding { get; }

    public LoggingSettings Logging { get; }

    public DataUseSettings DataUse { get; }

    /// <summary>Stores whose credential is the platform's: whoever reads the workspace's Secrets can read it.</summary>
    public IEnumerable<string> PlatformCredentials => _platformCredentials;

    private bool IsInEurope => _policy.Region == CoreRegions.Europe;

    /// <summary>Null: no store is named. One that is not usable has been noted.</summary>
    private StoreDecision? DecideRecords()
    {
        var decision = Decide("spec.store", PolicyFields.Store.Merge(_levels));
        // A broken credential is to be mended, not gone around.
        if (IsInEurope && decision is null or { Reason: ConditionReasons.OutsideRegion })
            decision = Decide(EuropeField, PolicyFields.LoggingEuropeStore.Merge(_levels)) ?? decision;
        if (decision is { IsUsable: false })
            Note(decision.Reason!, decision.By, $"Records stay in the sidecar's own folder: {decision.Message}");
        return decision;
    }

    /// <summary>The store of content; null: none is named, and content is kept in the sidecar's own folder.</summary>
    private StoreDecision? DecideContent(out bool mayLog)
    {
        var enabled = PolicyFields.LoggingEnabled.Merge(_levels);
        mayLog = enabled.Value is true;
        if (!mayLog)
        {
            if (_logging.Required is { Value: true } required)
            {
                Note(
                    NoticeReasons.LoggingOff, required.By,
                    $"Every call is refused: logging is required, and off by {enabled.By.Object}. Set one of them right.");
            }
            return null;
        }
        var named = (IsInEurope ? Decide(EuropeField, PolicyFields.LoggingEuropeStore.Merge(_levels)) : null)
            ?? Decide("spec.inputOutputLogging.store", PolicyFields.LoggingStore.Merge(_levels))
            ?? Decide("spec.store", PolicyFields.Store.Merge(_levels));
        if (named is { IsUsable: false })
            NoteNotLogged(named.Reason!, named.By, named.Message);
        else if (named is null && !_policy.IsInRegion(null))
        {
            var field = IsInEurope ? "europeStore" : "store";
            NoteNotLogged(
                ConditionReasons.OutsideRegion, enabled.By,
                $"no store is declared to lie in {_policy.Region}. Name one in spec.inputOutputLogging.{field}.");
        }
        else
            return named;
        mayLog = false;
        return null;
    }

    private DataUseSettings CompileDataUse(IEnumerable<StoreDecision?> others)
    {
        var enabled = PolicyFields.DataUseEnabled.Merge(_levels);
        if (enabled.Value is not true)
            return new DataUseSettings();
        const string Nothing = "No content is kept for dataUse, and no discount is given";
        if (Decide("spec.dataUse.store", PolicyFields.DataUseStore.Merge(_levels)) is not { } store)
        {
            Note(ConditionReasons.NoStore, enabled.By, $"{Nothing}: no store is named. Name one in spec.dataUse.store.");
            return new DataUseSettings();
        }
        if (!store.IsUsable)
        {
            Note(store.Reason!, store.By, $"{Nothing}: {store.Message}");
            return new DataUseSettings();
        }
        if (others.Any(other => other?.IsSamePlace(store) is true))
        {
            Note(
                NoticeReasons.SharedStore, store.By,
                $"{Nothing}: {store} also holds what the workspace keeps. Give spec.dataUse.store another bucket or prefix.");
            return new DataUseSettings();
        }
        return new DataUseSettings
        {
            Enabled = true,
            Discount = Math.Clamp(PolicyFields.DataUseDiscount.Merge(_levels).Value ?? 0, 0, 1),
            Store = Deliver(store, ConfigFiles.DataUseStoreCredential),
        };
    }

    private StoreDecision? Decide(string field, Decided<RecordStore?> named) =>
        named.Value is null ? null : _rules.Decide(field, named.Value, named.By);

    private StoreSettings Deliver(StoreDecision store, string file)
    {
        if (store.Credential is null)
            return store.Settings;
        _files[file] = store.Credential;
        if (store.IsPlatformCredential)
            _platformCredentials.Add($"gs://{store.Settings.Bucket}");
        return store.Settings with { CredentialFile = file };
    }

    private void NoteNotLogged(string reason, PolicySource by, string why)
    {
        var refused = _logging.Required.Value is true ? ", and since logging is required, every call is refused" : "";
        Note(reason, by, $"Content isn't stored{refused}: {why}");
    }

    private void Note(string reason, PolicySource by, string message) => _notices.Add(new(reason, by.Object, message));
}
