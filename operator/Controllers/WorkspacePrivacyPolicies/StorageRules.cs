using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Sidecars;

namespace K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;

/// <summary>Whether records leave the pods, and whether the store has been seen to take them.</summary>
internal static class StorageRules
{
    private const string Pending = "The workspace hasn't been compiled yet.";

    public static ConditionFinding RecordsStored(WorkspaceView view)
    {
        const string Type = ConditionTypes.RecordsStored;
        if (view.Compiled is null)
            return ConditionFinding.Unknown(Type, ConditionReasons.Pending, Pending);
        return view.Compiled.Report.RecordStore switch
        {
            null => ConditionFinding.False(
                Type, ConditionReasons.NoStore,
                "No store is configured (spec.store): records stay in each pod's own volume and go with the pod."),
            { Reason: { } reason } store => ConditionFinding.False(
                Type, reason, $"Records stay in each pod's own volume: {store.Message}"),
            var store => ConditionFinding.True(Type, ConditionReasons.RecordsStored, $"Records are kept in {store.Place}."),
        };
    }

    /// <param name="view">The workspace.</param>
    /// <param name="previous">
    /// What was said before. A store that was seen to work stays ready while sidecars start anew and have nothing to write.
    /// </param>
    public static ConditionFinding StorageReady(WorkspaceView view, V1Condition? previous)
    {
        const string Type = ConditionTypes.StorageReady;
        if (view.Compiled is null)
            return ConditionFinding.Unknown(Type, ConditionReasons.Pending, Pending);
        if (view.Compiled.Report.RecordStore is not { } store)
        {
            return ConditionFinding.Unknown(
                Type, ConditionReasons.NoStore, "No store is configured: there is nothing to write to.");
        }
        if (store.Reason is { } reason)
            return ConditionFinding.False(Type, reason, store.Message);

        var failing = view.Current.Where(sidecar => sidecar.Records == RecordsState.Failing).ToArray();
        if (failing.Length > 0)
        {
            var faults = string.Join(", ", failing.Select(sidecar => sidecar.RecordsFault ?? "unknown").Distinct().Order());
            return ConditionFinding.False(
                Type, ConditionReasons.UploadFailing,
                $"Writing to {store.Place} fails ({faults}) in {PodNames.Of(failing, view.Sidecars.Count)}, where records wait; "
                + "the log there says what to mend.");
        }
        // The place stands in the sentence: another store has to be seen for itself.
        var ready = ConditionFinding.True(Type, ConditionReasons.StorageReady, $"A sidecar has written to {store.Place}.");
        var stored = view.Current.Any(sidecar => sidecar.Records == RecordsState.Stored);
        return stored || (previous?.Status == ConditionStatuses.True && previous.Message == ready.Message)
            ? ready
            : ConditionFinding.Unknown(
                Type, ConditionReasons.NoUploadYet, $"No sidecar has had anything to write to {store.Place} yet.");
    }
}
