using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Tests.Compilation;
using static K8sRouter.Operator.Tests.Controllers.StatusGiven;

namespace K8sRouter.Operator.Tests.Controllers;

/// <summary>What the conditions of an ObservabilityDestination say, situation by situation.</summary>
internal static class DestinationScenarios
{
    private static readonly ObservabilityDestination WithSecret = Given.Destination("hook", Given.Webhook with
    {
        SecretConfig = [new() { Field = "headers.X-Token", Name = "hook", Key = "token" }],
    });

    private static readonly ObservabilityDestination WithSecretUrl = Given.Destination("hook", new()
    {
        Type = "webhook",
        SecretConfig = [new() { Field = "url", Name = "hook", Key = "token" }],
    });

    private static readonly ObservabilityDestination Off = Given.Destination("hook", Given.Webhook with { Enabled = false });
    private static readonly SidecarObservation Silent = new() { Pod = "mute-1", Reached = false };

    public static readonly IReadOnlyList<Scenario> All =
    [
        new("a valid one", "Accepted=True/Accepted", () => Sent()),
        new("a valid one in all", "Ready=True/Ready", () => Sent()),
        new("an invalid one", "Accepted=False/Invalid", () => Destination(View(Input()), null, Problem)),
        new("an invalid one's Secrets", "SecretsResolved=Unknown/NotTakingPart", () => Destination(View(Input()), null, Problem)),
        new("an invalid one's sidecars", "Programmed=False/NotTakingPart", () => Destination(View(Input()), null, Problem)),
        new("an invalid one's traces", "Delivering=Unknown/NotTakingPart", () => Destination(View(Input()), null, Problem)),
        new("an invalid one in all", "Ready=False/Invalid", () => Destination(View(Input()), null, Problem)),
        new("no workspace", "Accepted=False/NotAWorkspace", () => Destination(new WorkspaceView { IsWorkspace = false })),
        new("one that is new", "Accepted=Unknown/Pending", () => Destination(View(Input()))),
        new("one that is new, Secrets", "SecretsResolved=Unknown/Pending", () => Destination(View(Input()))),
        new("one that is new, sidecars", "Programmed=Unknown/Pending", () => Destination(View(Input()))),
        new("one that is new, traces", "Delivering=Unknown/Pending", () => Destination(View(Input()))),
        new("one that is new in all", "Ready=Unknown/Pending", () => Destination(View(Input()))),
        new("a sixth of its type", "Accepted=False/LimitExceeded", () => Destination(Sixth(), Given.Destination("h6"))),
        new("a sixth of its type in all", "Ready=False/LimitExceeded", () => Destination(Sixth(), Given.Destination("h6"))),
        new("a fifth of its type", "Accepted=True/Accepted", () => Destination(Sixth(), Given.Destination("h5"))),
        new("one outside the region", "Accepted=False/OutsideRegion",
            () => Sent(policy: new() { Region = DataRegion.Europe })),

        new("no Secret needed", "SecretsResolved=True/SecretsResolved", () => Sent()),
        new("a Secret", "SecretsResolved=True/SecretsResolved", () => Sent(WithSecret, secrets: Token())),
        new("no such Secret", "SecretsResolved=False/SecretNotFound", () => Sent(WithSecret)),
        new("no such Secret is no fault of the spec", "Accepted=True/Accepted", () => Sent(WithSecret)),
        new("no such Secret, sidecars", "Programmed=False/NotTakingPart", () => Sent(WithSecret)),
        new("no such Secret, traces", "Delivering=Unknown/NotTakingPart", () => Sent(WithSecret)),
        new("no such Secret in all", "Ready=False/SecretNotFound", () => Sent(WithSecret)),
        new("a Secret without the label", "SecretsResolved=False/SecretNotLabelled", () => Sent(WithSecret, secrets: Token(use: null))),
        new("a Secret without the key", "SecretsResolved=False/SecretKeyNotFound", () => Sent(WithSecret, secrets: Token(key: "other"))),
        new("a secret address that is none", "SecretsResolved=False/Invalid", () => Sent(WithSecretUrl, secrets: Token("ftp://" + Canary))),

        new("in force everywhere", "Programmed=True/Programmed", () => Sent(sidecar: Sidecar())),
        new("no sidecars", "Programmed=True/NoSidecars", () => Sent()),
        new("a namespace that goes", "Programmed=False/NamespaceTerminating", () => Destination(
            View(Input().WithDestinations(Given.Destination("hook"))).Delivered(DeliveryState.NamespaceTerminating))),
        new("a policy that is missing", "Programmed=False/PolicyMissing", () => Destination(Frozen(FloorMissing))),
        new("a definition that is gone", "Programmed=False/DefinitionUnavailable", () => Destination(Frozen(DefinitionGone))),

        new("switched off", "Delivering=Unknown/Disabled", () => Sent(Off, Sending(DestinationSending.Delivering))),
        new("switched off in all", "Ready=True/Ready", () => Sent(Off, Sidecar())),
        new("broadcast off", "Delivering=Unknown/BroadcastOff",
            () => Sent(policy: new() { Broadcast = new BroadcastRules { Enabled = false } })),
        new("nobody to send", "Delivering=Unknown/NoSidecars", () => Sent()),
        new("nobody answers", "Delivering=Unknown/SidecarsUnreachable", () => Sent(sidecar: Silent)),
        new("nothing sent", "Delivering=Unknown/NothingSentYet", () => Sent(sidecar: Sending(DestinationSending.Idle))),
        new("nothing sent in all", "Ready=True/Ready", () => Sent(sidecar: Sending(DestinationSending.Idle))),
        new("not in the sample", "Delivering=Unknown/NothingSentYet", () => Sent(sidecar: Sidecar())),
        new("sent", "Delivering=True/Delivering", () => Sent(sidecar: Sending(DestinationSending.Delivering))),
        new("failing", "Delivering=False/DeliveryFailing", () => Sent(sidecar: Sending(DestinationSending.Failing, "http_401"))),
        new("failing in all", "Ready=False/DeliveryFailing", () => Sent(sidecar: Sending(DestinationSending.Failing, "http_401"))),
        new("too old a sidecar", "Delivering=False/UnsupportedBySidecar", () => Sent(sidecar: Sending(DestinationSending.Unsupported))),
    ];

    private static ObservabilityDestinationStatus Sent(
        ObservabilityDestination? destination = null, SidecarObservation? sidecar = null,
        WorkspacePrivacyPolicySpec? policy = null, params V1Secret[] secrets)
    {
        destination ??= Given.Destination("hook");
        var input = Input(policy, secrets).WithDestinations(destination);
        return Destination(sidecar is null ? View(input) : View(input, sidecar), destination);
    }

    private static WorkspaceView Sixth() => View(Input().WithDestinations(
        [.. Enumerable.Range(1, 6).Select(i => Given.Destination($"h{i}", created: Given.Now.AddMinutes(i)))]));

    private static V1Secret Token(string value = Canary, string? use = "destination", string key = "token") =>
        Given.Secret(Given.Team, "hook", use, key, value);
}
