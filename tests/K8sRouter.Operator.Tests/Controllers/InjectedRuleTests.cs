using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Sidecars.Presence;
using K8sRouter.Operator.Webhooks.Registration;
using static K8sRouter.Operator.Tests.Controllers.StatusGiven;

namespace K8sRouter.Operator.Tests.Controllers;

/// <summary>What <c>kubectl describe</c> and the column of <c>kubectl get</c> say of pods and their sidecars.</summary>
public sealed class InjectedRuleTests
{
    private static readonly PresenceView OptedIn = new() { IsKnown = true, NamespaceAsks = true, Injected = 6 };

    [Fact]
    public void Three_pods_that_lack_one_are_named_and_all_are_counted()
    {
        var message = Message(OptedIn with { Missing = PodList.Of(["web-4", "web-1", "web-3", "web-2"]) });

        Assert.Contains("4 pods (web-1, web-2, web-3, ...)", message, StringComparison.Ordinal);
        Assert.Contains("kubectl rollout restart", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pods_without_one_for_a_reason_are_counted_and_named_by_it() =>
        Assert.Contains(
            "Left without one: by the pod's own label 2 pods (a, b); on the node's network 1 pod (net-1); for Windows 1 pod (win-1); for another reason 1 pod (c: PortTaken).",
            Message(OptedIn with
            {
                OptedOut = PodList.Of(["b", "a"]),
                HostNetwork = PodList.Of(["net-1"]),
                Windows = PodList.Of(["win-1"]),
                Skipped = PodList.Of(["c: PortTaken"]),
            }),
            StringComparison.Ordinal);

    [Fact]
    public void A_webhook_that_isnt_called_is_said_first_and_with_it_the_pods_that_lack_a_sidecar()
    {
        var fault = RegistrationRules.OfNamespace(null, null, "k8srouter-system");
        var message = Message(OptedIn with { Webhook = fault, Missing = PodList.Of(["web-1"]) });

        Assert.StartsWith("The MutatingWebhookConfiguration k8srouter-injection doesn't exist: new pods may start without a sidecar. Apply operator/deploy again.", message, StringComparison.Ordinal);
        Assert.Contains("A sidecar is missing in 1 pod (web-1)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Skipped_pods_stand_there_with_their_reason() =>
        Assert.Contains(
            "1 pod (net-1: PortTaken)", Message(OptedIn with { Skipped = PodList.Of(["net-1: PortTaken"]) }), StringComparison.Ordinal);

    [Fact]
    public void Versions_that_run_are_counted_without_the_commit_and_strange_ones_together()
    {
        string?[] versions = ["1.2.0+abc", "1.2.0+def", "1.1.0", "1.0.3", "1.0.2", "1.0.1", "1.0.0", null];
        var view = View(Input(), [.. versions.Select((version, i) => Sidecar($"web-{i}") with { Version = version })]) with { Presence = OptedIn };

        Assert.EndsWith(
            "Versions: 1.2.0 (2), 1.0.0 (1), 1.0.1 (1), 1.0.2 (1), other (2), unknown (1).", Of(view).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_sidecars_that_say_no_version_none_is_said() =>
        Assert.DoesNotContain("Versions", Of(View(Input(), Sidecar()) with { Presence = OptedIn }).Message, StringComparison.Ordinal);

    [Fact]
    public void The_column_says_it_in_a_word()
    {
        Assert.Equal("Off", Word(new PresenceView { IsKnown = true }));
        Assert.Equal("All", Word(OptedIn));
        Assert.Equal("2 old", Word(OptedIn with { Outdated = PodList.Of(["a", "b"]) }));
        var gone = RegistrationRules.OfNamespace(null, null, "k8srouter-system");
        Assert.Equal("no webhook, 1 missing", Word(OptedIn with { Webhook = gone, Missing = PodList.Of(["a"]), Outdated = PodList.Of(["b"]) }));
        Assert.Equal("Off", Word(new PresenceView { IsKnown = true, Webhook = gone }));
        var changed = RegistrationRules.OfNamespace(new(), null, "k8srouter-system");
        Assert.InRange(Word(OptedIn with { Webhook = changed, Missing = new PodList(100_000, "a") })!.Length, 1, 32);
        var most = OptedIn with { Missing = new PodList(100_000, "a"), Outdated = new PodList(100_000, "b") };
        Assert.Equal("100000 missing, 100000 old", Word(most));
        Assert.InRange(Word(most)!.Length, 1, 32);
    }

    [Fact]
    public void What_an_earlier_leader_said_holds_until_the_next_has_looked_at_the_pods()
    {
        var before = Policy(View(Input(), Sidecar()) with { Presence = OptedIn with { Missing = PodList.Of(["web-1"]) } });

        var after = Policy(View(Input(), Sidecar()) with { Presence = PresenceView.Unknown }, before);

        Assert.Equal(before.Injection, after.Injection);
        Assert.Equal(before.Conditions, after.Conditions);
        Assert.Equal("All", Policy(View(Input(), Sidecar()) with { Presence = OptedIn }, before).Injection);
    }

    [Fact]
    public void Before_anybody_looked_nothing_is_claimed()
    {
        var status = Policy(View(Input(), Sidecar()) with { Presence = PresenceView.Unknown });

        Assert.Null(status.Injection);
        Assert.Equal("Unknown/Pending", $"{Injected(status).Status}/{Injected(status).Reason}");
    }

    private static string? Word(PresenceView presence) => InjectedRule.Word(presence, previous: "as before");

    private static string Message(PresenceView presence) => Of(View(Input(), Sidecar()) with { Presence = presence }).Message;

    private static V1Condition Of(K8sRouter.Operator.Controllers.Workspaces.WorkspaceView view) =>
        Injected(Policy(view));

    private static V1Condition Injected(WorkspacePrivacyPolicyStatus status) =>
        status.Conditions!.Single(condition => condition.Type == ConditionTypes.Injected);
}
