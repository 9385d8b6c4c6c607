using System.Globalization;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Controllers.Workspaces;

namespace K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;

/// <summary>Whether sidecars take nothing but what the operator signed, and whether somebody else has tried.</summary>
internal static class VerifiedRule
{
    private const string Type = ConditionTypes.Verified;
    private const string Restart = "restart what made these pods (kubectl rollout restart)";

    /// <summary>How long another writer is told of after what it wrote was put right.</summary>
    public static readonly TimeSpan ForeignWriteRetention = TimeSpan.FromHours(1);

    /// <param name="view">The workspace.</param>
    /// <param name="previous">What was said before: another writer that an earlier leader found isn't forgotten.</param>
    /// <param name="now">Ends that.</param>
    public static ConditionFinding Of(WorkspaceView view, V1Condition? previous, DateTimeOffset now)
    {
        if (view.Delivery?.Foreign is { } foreign && now - foreign.At < ForeignWriteRetention)
        {
            return ConditionFinding.False(
                Type, ConditionReasons.ForeignWriter,
                $"{foreign.Target} was written by \"{foreign.Manager}\" (its field manager) at "
                + foreign.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
                + ", which only the operator may. What differs was put right, and sidecars that verify signatures didn't take it."
                + $" The audit log says who that was: take the right to write it away.{Unverified(view)}");
        }
        if (view.Compiled is null || view.Signing is null)
            return ConditionFinding.Unknown(Type, ConditionReasons.Pending, "The workspace hasn't been compiled yet.");
        if (previous is { Reason: ConditionReasons.ForeignWriter, LastTransitionTime: { } since }
            && view.Delivery?.Foreign is null && now - since < ForeignWriteRetention)
            return new ConditionFinding(Type, previous.Status, previous.Reason, previous.Message);
        if (view.Unverified.Count > 0)
            return ConditionFinding.False(Type, ConditionReasons.SidecarsUnverified, Unverified(view).TrimStart());
        var stranded = view.Sidecars
            .Where(sidecar => sidecar.Reached && !sidecar.ConfigKeys.Contains(view.Signing.NextKeyId)).ToArray();
        if (view.Signing.Rotation is not null && stranded.Length > 0)
        {
            return ConditionFinding.True(
                Type, ConditionReasons.RotationWaiting,
                $"Signed with the key {view.Signing.KeyId}. The next one isn't known to "
                + $"{PodNames.Of(stranded, view.Sidecars.Count)}, which a rotation now would strand: {Restart}.");
        }
        return ConditionFinding.True(
            Type, ConditionReasons.Verified,
            $"Signed with the key {view.Signing.KeyId}; no sidecar that answers takes what isn't signed.");
    }

    /// <summary>When what was found changes by itself; null: it doesn't.</summary>
    public static TimeSpan? UntilChange(V1Condition? condition, WorkspaceView view, DateTimeOffset now)
    {
        if (condition?.Reason != ConditionReasons.ForeignWriter)
            return null;
        var since = view.Delivery?.Foreign?.At ?? condition.LastTransitionTime;
        var left = since + ForeignWriteRetention - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static string Unverified(WorkspaceView view) => view.Unverified.Count == 0
        ? ""
        : $" Configurations that nobody signed are taken by {PodNames.Of(view.Unverified, view.Sidecars.Count)}, which came "
            + $"without the operator's key (an older sidecar or operator; of a gateway: without --config-key): {Restart}.";
}
