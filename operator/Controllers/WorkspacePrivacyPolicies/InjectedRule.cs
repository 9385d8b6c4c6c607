using System.Globalization;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Sidecars.Presence;

namespace K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;

/// <summary>Whether the pods that should have a sidecar have one, and of which version.</summary>
internal static class InjectedRule
{
    private const string Type = ConditionTypes.Injected;
    private const string Restart = "(kubectl rollout restart; a pod that nobody manages is deleted and created anew)";
    private const int MostVersions = 4;

    /// <param name="view">The workspace.</param>
    /// <param name="previous">What was said before: it holds until the next leader has looked at the pods as well.</param>
    public static ConditionFinding Of(WorkspaceView view, V1Condition? previous)
    {
        var presence = view.Presence;
        if (!presence.IsKnown)
        {
            return previous is null or { Reason: ConditionReasons.Pending }
                ? ConditionFinding.Unknown(Type, ConditionReasons.Pending, "The pods here haven't been looked at yet.")
                : new ConditionFinding(Type, previous.Status, previous.Reason, previous.Message);
        }
        string[] further = [Missing(presence), Outdated(presence), LeftWithout(presence), Versions(view)];
        if (presence.Webhook is { } webhook && !IsOff(presence))
        {
            return ConditionFinding.False(
                Type, webhook.Reason,
                Sentences([
                    $"{char.ToUpperInvariant(webhook.Text[0])}{webhook.Text[1..]}: new pods may start without a sidecar. Apply "
                    + "operator/deploy again.",
                    .. further,
                ]));
        }
        if (presence.InvalidLabel is { } label)
        {
            return ConditionFinding.False(
                Type, ConditionReasons.NamespaceLabelInvalid, Sentences([MissingText.OfLabel(null, label), .. further]));
        }
        if (presence.Missing.Count > 0)
            return ConditionFinding.False(Type, ConditionReasons.SidecarsMissing, Sentences(further));
        if (IsOff(presence))
        {
            return ConditionFinding.Unknown(
                Type, ConditionReasons.NotOptedIn,
                "Neither this namespace nor a pod in it asks for sidecars, by the label k8srouter.io/inject=enabled.");
        }
        var reason = presence.Outdated.Count > 0 ? ConditionReasons.SidecarsOutdated
            : presence.LeftWithout > 0 ? ConditionReasons.PodsSkipped
            : ConditionReasons.Injected;
        return ConditionFinding.True(
            Type, reason,
            Sentences([
                presence.Injected == 0 ? "No pod here lacks a sidecar." : "Every pod that should have a sidecar has one.",
                .. further,
            ]));
    }

    /// <summary>The same for a column; null: it isn't known.</summary>
    public static string? Word(PresenceView presence, string? previous)
    {
        if (!presence.IsKnown)
            return previous;
        var missing = Count(presence.Missing, "missing");
        string[] words = presence.Webhook is { } webhook && !IsOff(presence)
            ? [webhook.Reason == ConditionReasons.WebhookMissing ? "no webhook" : "webhook changed", missing]
            : [missing, Count(presence.Outdated, "old")];
        return Array.FindAll(words, word => word.Length > 0) switch
        {
            { Length: > 0 } some => string.Join(", ", some),
            _ => IsOff(presence) ? "Off" : "All",
        };
    }

    /// <summary>Pods that someone gave a sidecar by hand count as asking.</summary>
    private static bool IsOff(PresenceView presence) =>
        !presence.NamespaceAsks && presence is { Injected: 0, Missing.Count: 0, LeftWithout: 0 };

    private static string Missing(PresenceView presence) => presence.Missing.Count == 0
        ? ""
        : $"A sidecar is missing in {presence.Missing}, created before it was asked for, or while the webhook wasn't registered, "
            + "or didn't answer and was passed by. What is called from there isn't held to this policy. Restart what made the "
            + $"pods {Restart}.";

    private static string Outdated(PresenceView presence) => presence.Outdated.Count == 0
        ? ""
        : $"Another sidecar than new pods get runs in {presence.Outdated} of {Number(presence.Injected)}: it is replaced with "
            + $"its pod {Restart}.";

    private static string LeftWithout(PresenceView presence)
    {
        string[] reasons =
        [
            Count(presence.OptedOut, "by the pod's own label"), Count(presence.HostNetwork, "on the node's network"),
            Count(presence.Windows, "for Windows"), Count(presence.Skipped, "for another reason"),
        ];
        return presence.LeftWithout == 0
            ? ""
            : $"Left without one: {string.Join("; ", reasons.Where(reason => reason.Length > 0))}.";

        static string Count(PodList pods, string why) => pods.Count == 0 ? "" : $"{why} {pods}";
    }

    private static string Versions(WorkspaceView view)
    {
        var versions = SidecarVersions.Count(view.Sidecars, MostVersions);
        return versions.All(item => item.Key == SidecarVersions.Unknown)
            ? ""
            : $"Versions: {string.Join(", ", versions.Select(item => $"{item.Key} ({Number(item.Value)})"))}.";
    }

    private static string Count(PodList pods, string word) => pods.Count == 0 ? "" : $"{Number(pods.Count)} {word}";

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Sentences(IEnumerable<string> sentences) =>
        string.Join(' ', sentences.Where(sentence => sentence.Length > 0));
}
