using System.Globalization;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Compilation.Policies;

/// <summary>
/// The one table of policy fields: by it the organization floor and a workspace's policy are merged, and from it the
/// documentation is printed. A field that isn't here decides nothing.
/// </summary>
internal static class PolicyFields
{
    public static readonly PolicyValueField<bool?> PaidTraining = And(
        "training.paidModels", "Deny", "Whether endpoints that are paid for may belong to providers that train on prompts.",
        absent: false, spec => IsAllowed(spec.Training?.PaidModels));

    public static readonly PolicyValueField<bool?> FreeTraining = And(
        "training.freeModels", "Deny", "Whether free endpoints may belong to providers that train on prompts.",
        absent: false, spec => IsAllowed(spec.Training?.FreeModels));

    public static readonly PolicyValueField<bool?> FreePublication = And(
        "publication.freeModels", "Deny",
        "Whether free endpoints may belong to providers that publish prompts. Endpoints that are paid for never may.",
        absent: false, spec => IsAllowed(spec.Publication?.FreeModels));

    public static readonly PolicyValueField<bool?> ZeroDataRetention = Or(
        "zeroDataRetention.required", "Whether only endpoints that keep nothing may be used.",
        spec => spec.ZeroDataRetention?.Required);

    public static readonly PolicyListField ZeroDataRetentionAuthors = new(
        "zeroDataRetention.authors", MergeOperator.Or, "none", "Authors whose models may only be used where nothing is kept.",
        spec => spec.ZeroDataRetention?.Authors?.Where(rule => rule.Required).Select(rule => rule.Author));

    public static readonly PolicyValueField<int?> MaxRetentionDays = Min(
        "retention.maxDays", "no limit", "Most days that a provider may keep prompts; an unknown time is longer than any.",
        absent: null, spec => spec.Retention?.MaxDays);

    public static readonly PolicyListField Regions = new(
        "region", MergeOperator.Intersect, "Global", "Where every datacenter of an endpoint, store and destination must lie.",
        spec => spec.Region is { } region ? [RegionNames.Of(region)] : null);

    public static readonly PolicyListField AllowedProviders = new(
        "providers.allow", MergeOperator.Intersect, "all", "The only providers that may be used.", spec => spec.Providers?.Allow);

    public static readonly PolicyListField IgnoredProviders = new(
        "providers.ignore", MergeOperator.Union, "none", "Providers that may not be used.", spec => spec.Providers?.Ignore);

    public static readonly PolicyListField AllowedModels = new(
        "models.allow", MergeOperator.Intersect, "all", "The only models that may be used: patterns over author/slug.",
        spec => spec.Models?.Allow);

    public static readonly PolicyListField IgnoredModels = new(
        "models.ignore", MergeOperator.Union, "none", "Models that may not be used: patterns over author/slug.",
        spec => spec.Models?.Ignore);

    public static readonly PolicyValueField<IReadOnlyList<WorkspaceCredential>?> Credentials = OwnerOnly(
        "credentials", "none", "The workspace's own keys for providers, from Secrets in its own namespace.", spec =>
            spec.Credentials);

    public static readonly PolicyValueField<RecordStore?> Store = OwnerOnly(
        "store", "the sidecar's own folder", "Where records, and by default content, are kept.", spec => spec.Store);

    public static readonly PolicyValueField<EventSettings?> Events = OwnerOnly(
        "events", "none", "Where live events are sent.", spec => spec.Events);

    public static readonly PolicyValueField<bool?> LoggingEnabled = And(
        "inputOutputLogging.enabled", "false", "Whether prompts and completions are kept.",
        absent: false, spec => spec.InputOutputLogging?.Enabled);

    public static readonly PolicyValueField<bool?> LoggingRequired = Or(
        "inputOutputLogging.required", "Refuse calls rather than answer unlogged ones.",
        spec => spec.InputOutputLogging?.Required);

    public static readonly PolicyValueField<decimal?> LoggingSamplingRate = Min(
        "inputOutputLogging.samplingRate", "1",
        "Share of generations whose content is kept; the floor's alone where it requires logging.",
        absent: 1m, spec => spec.InputOutputLogging?.SamplingRate);

    public static readonly PolicyListField LoggingApiKeyHashes = new(
        "inputOutputLogging.apiKeyHashes", MergeOperator.Intersect, "all",
        "API keys whose calls are logged; the floor's alone where it requires logging.",
        spec => spec.InputOutputLogging?.ApiKeyHashes);

    public static readonly PolicyValueField<int?> LoggingRetentionDays = Min(
        "inputOutputLogging.retentionDays", "90",
        "Days that content is kept, at least 90; the floor's, if it says some, where it requires logging.",
        absent: 90, spec => spec.InputOutputLogging?.RetentionDays);

    public static readonly PolicyValueField<RecordStore?> LoggingStore = OwnerOnly(
        "inputOutputLogging.store", "where records are", "Where content is kept.", spec => spec.InputOutputLogging?.Store);

    public static readonly PolicyValueField<RecordStore?> LoggingEuropeStore = OwnerOnly(
        "inputOutputLogging.europeStore", "none",
        "Where content of a workspace in Europe is kept, and its records where store isn't in Europe.",
        spec => spec.InputOutputLogging?.EuropeStore);

    public static readonly PolicyValueField<bool?> DataUseEnabled = And(
        "dataUse.enabled", "false", "Whether the platform may use the content for purposes of its own.",
        absent: false, spec => spec.DataUse?.Enabled);

    public static readonly PolicyValueField<decimal?> DataUseDiscount = Min(
        "dataUse.discount", "0", "Share of the price that it saves.",
        absent: 0m, spec => Decimal(spec.DataUse?.Discount));

    public static readonly PolicyValueField<RecordStore?> DataUseStore = OwnerOnly(
        "dataUse.store", "none", "Where the content that the platform may use is kept.", spec => spec.DataUse?.Store);

    public static readonly PolicyValueField<bool?> BroadcastEnabled = And(
        "broadcast.enabled", "true", "Whether traces are sent to the workspace's destinations.",
        absent: true, spec => spec.Broadcast?.Enabled);

    public static readonly PolicyValueField<bool?> TraceContextForward = And(
        "traceContext.forward", "Deny", "Whether providers are told which trace a call belongs to (traceparent, tracestate).",
        absent: false, spec => IsAllowed(spec.TraceContext?.Forward));

    /// <summary>Every row, in the order of the documentation.</summary>
    public static IReadOnlyList<PolicyField> All { get; } =
    [
        PaidTraining, FreeTraining, FreePublication, ZeroDataRetention, ZeroDataRetentionAuthors, MaxRetentionDays, Regions,
        AllowedProviders, IgnoredProviders, AllowedModels, IgnoredModels, Credentials, Store, Events, LoggingEnabled,
        LoggingRequired, LoggingSamplingRate, LoggingApiKeyHashes, LoggingRetentionDays, LoggingStore, LoggingEuropeStore,
        DataUseEnabled, DataUseDiscount, DataUseStore, BroadcastEnabled, TraceContextForward,
    ];

    private static PolicyValueField<bool?> And(
        string path, string whenAbsent, string meaning, bool absent, Func<WorkspacePrivacyPolicySpec, bool?> read) =>
        new(path, MergeOperator.And, whenAbsent, meaning, absent, read, (floor, workspace) => floor is true && workspace is true);

    private static PolicyValueField<bool?> Or(string path, string meaning, Func<WorkspacePrivacyPolicySpec, bool?> read) =>
        new(path, MergeOperator.Or, "false", meaning, false, read, (floor, workspace) => floor is true || workspace is true);

    private static PolicyValueField<T?> Min<T>(
        string path, string whenAbsent, string meaning, T? absent, Func<WorkspacePrivacyPolicySpec, T?> read)
        where T : struct, IComparable<T> =>
        new(path, MergeOperator.Min, whenAbsent, meaning, absent, read,
            (floor, workspace) => floor!.Value.CompareTo(workspace!.Value) <= 0 ? floor : workspace);

    private static PolicyValueField<T> OwnerOnly<T>(
        string path, string whenAbsent, string meaning, Func<WorkspacePrivacyPolicySpec, T> read) =>
        new(path, MergeOperator.OwnerOnly, whenAbsent, meaning, default!, read, (_, workspace) => workspace);

    private static bool? IsAllowed(Permission? permission) => permission is { } stated ? stated == Permission.Allow : null;

    private static decimal? Decimal(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;
}
