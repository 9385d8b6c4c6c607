using K8sRouter.Core.Configuration;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Sidecars.Presence;
using K8sRouter.Operator.Tests.Compilation;
using K8sRouter.Operator.Webhooks.Registration;
using static K8sRouter.Operator.Tests.Controllers.StatusGiven;

namespace K8sRouter.Operator.Tests.Controllers;

/// <summary>What the conditions of a WorkspacePrivacyPolicy say, situation by situation.</summary>
internal static class PolicyScenarios
{
    private static readonly WorkspacePrivacyPolicySpec Stored = new() { Store = Store };

    private static readonly WorkspacePrivacyPolicySpec StoredWithKey = new()
    {
        Store = Store with { Gcs = Store.Gcs with { Credentials = new() { Name = "gcs", Key = "key.json" } } },
    };

    private static readonly WorkspacePrivacyPolicySpec European = new() { Region = DataRegion.Europe, Store = Store };

    private static readonly RegistrationFault NoWebhook = RegistrationRules.OfNamespace(null, null, Given.System)!;

    private static readonly SidecarObservation Old = Sidecar("old-1") with { Revision = new string('a', 64) };
    private static readonly SidecarObservation Silent = new() { Pod = "mute-1", Reached = false };

    public static readonly IReadOnlyList<Scenario> All =
    [
        new("a valid policy", "Accepted=True/Accepted", () => Policy(View(Input()))),
        new("a valid policy in all", "Ready=True/Ready", () => Policy(View(Input(), Sidecar()))),
        new("an invalid one", "Accepted=False/Invalid", () => Policy(View(Input()), Problem)),
        new("an invalid one in all", "Ready=False/Invalid", () => Policy(View(Input()), Problem)),
        new("a policy of kube-system", "Accepted=False/NotAWorkspace", () => Policy(new WorkspaceView { IsWorkspace = false })),
        new("the floor", "Accepted=True/Accepted", () => Policy(null)),
        new("the floor in all", "Ready=True/Ready", () => Policy(null)),
        new("the floor's sidecars", "Programmed=Unknown/OrganizationFloor", () => Policy(null)),
        new("the floor's records", "RecordsStored=Unknown/OrganizationFloor", () => Policy(null)),
        new("the floor's store", "StorageReady=Unknown/OrganizationFloor", () => Policy(null)),
        new("the floor's pods", "Injected=Unknown/OrganizationFloor", () => Policy(null)),
        new("the floor's ways around", "Enforced=Unknown/OrganizationFloor", () => Policy(null)),
        new("an invalid floor", "Accepted=False/Invalid", () => Policy(null, Problem)),
        new("an invalid floor in all", "Ready=False/Invalid", () => Policy(null, Problem)),

        new("nothing compiled", "Programmed=Unknown/Pending", () => Policy(new WorkspaceView())),
        new("nothing compiled, records", "RecordsStored=Unknown/Pending", () => Policy(new WorkspaceView())),
        new("nothing compiled, store", "StorageReady=Unknown/Pending", () => Policy(new WorkspaceView())),
        new("nothing looked at", "Injected=Unknown/Pending", () => Policy(new WorkspaceView())),
        new("nothing compiled, enforced", "Enforced=Unknown/Pending", () => Policy(new WorkspaceView())),
        new("nothing compiled in all", "Ready=Unknown/Pending", () => Policy(new WorkspaceView())),

        new("no store", "RecordsStored=False/NoStore", () => Policy(View(Input()))),
        new("no store to be ready", "StorageReady=Unknown/NoStore", () => Policy(View(Input()))),
        new("no store is no fault", "Ready=True/Ready", () => Policy(View(Input()))),
        new("a store", "RecordsStored=True/RecordsStored", () => Policy(View(Input(Stored)))),
        new("a store nobody has used", "StorageReady=Unknown/NoUploadYet", () => Policy(View(Input(Stored), Sidecar()))),
        new("a store nobody has used in all", "Ready=True/Ready", () => Policy(View(Input(Stored), Sidecar()))),
        new("a store that took something", "StorageReady=True/StorageReady",
            () => Policy(View(Input(Stored), Sidecar() with { Records = RecordsState.Stored }))),
        new("a store that an older configuration used", "StorageReady=Unknown/NoUploadYet",
            () => Policy(View(Input(Stored), Old with { Records = RecordsState.Stored }))),
        new("a store that refuses one of two", "StorageReady=False/UploadFailing", () => Policy(View(
            Input(Stored), Sidecar() with { Records = RecordsState.Stored },
            Sidecar("web-2") with { Records = RecordsState.Failing, RecordsFault = "forbidden" }))),
        new("a store that refuses in all", "Ready=False/UploadFailing", () => Policy(View(
            Input(Stored), Sidecar() with { Records = RecordsState.Failing }))),
        new("a store outside the region", "RecordsStored=False/OutsideRegion", () => Policy(View(Input(European)))),
        new("a store outside the region isn't ready", "StorageReady=False/OutsideRegion", () => Policy(View(Input(European)))),
        new("a store's key that isn't there", "RecordsStored=False/SecretNotFound", () => Policy(View(Input(StoredWithKey)))),
        new("a store's key that isn't there isn't ready", "StorageReady=False/SecretNotFound", () => Policy(View(Input(StoredWithKey)))),
        new("a store's key without the label", "RecordsStored=False/SecretNotLabelled",
            () => Policy(View(Input(StoredWithKey, Given.Secret(Given.Team, "gcs", null, "key.json", Canary))))),
        new("a store's key without the label isn't ready", "StorageReady=False/SecretNotLabelled",
            () => Policy(View(Input(StoredWithKey, Given.Secret(Given.Team, "gcs", null, "key.json", Canary))))),
        new("a store's Secret without the key", "RecordsStored=False/SecretKeyNotFound",
            () => Policy(View(Input(StoredWithKey, Given.Secret(Given.Team, "gcs", "store", "other", Canary))))),
        new("a store's Secret without the key isn't ready", "StorageReady=False/SecretKeyNotFound",
            () => Policy(View(Input(StoredWithKey, Given.Secret(Given.Team, "gcs", "store", "other", Canary))))),
        new("a store's key that is none", "RecordsStored=False/BadCredential",
            () => Policy(View(Input(StoredWithKey, Given.Secret(Given.Team, "gcs", "store", "key.json", Canary))))),
        new("a store's key that is none isn't ready", "StorageReady=False/BadCredential",
            () => Policy(View(Input(StoredWithKey, Given.Secret(Given.Team, "gcs", "store", "key.json", Canary))))),

        new("nothing compiled, credentials", "CredentialsResolved=Unknown/Pending", () => Policy(new WorkspaceView())),
        new("nothing compiled, endpoints", "EndpointsAllowed=Unknown/Pending", () => Policy(new WorkspaceView())),
        new("the floor's credentials", "CredentialsResolved=Unknown/OrganizationFloor", () => Policy(null)),
        new("the floor's endpoints", "EndpointsAllowed=Unknown/OrganizationFloor", () => Policy(null)),
        new("no Secret is named", "CredentialsResolved=True/CredentialsResolved", () => Policy(View(Input()))),
        new("a provider's key that isn't there", "CredentialsResolved=False/SecretNotFound", () => Policy(View(OwnKey()))),
        new("a provider's key that isn't there in all", "Ready=False/SecretNotFound", () => Policy(View(OwnKey(), Sidecar()))),
        new("a provider's key without the label", "CredentialsResolved=False/SecretNotLabelled",
            () => Policy(View(OwnKey(Given.Secret(Given.Team, "ours", null, "apiKey", Canary))))),
        new("a provider's Secret without the key", "CredentialsResolved=False/SecretKeyNotFound",
            () => Policy(View(OwnKey(Given.Secret(Given.Team, "ours", "provider", "other", Canary))))),
        new("a provider's key that no header can carry", "CredentialsResolved=False/BadCredential",
            () => Policy(View(OwnKey(Given.Secret(Given.Team, "ours", "provider", "apiKey", Canary + "\r\nx: y"))))),
        new("a provider's key that is good", "CredentialsResolved=True/CredentialsResolved",
            () => Policy(View(OwnKey(Given.Secret(Given.Team, "ours", "provider", "apiKey", Canary))))),
        new("a store's key that isn't there, among credentials", "CredentialsResolved=False/SecretNotFound",
            () => Policy(View(Input(StoredWithKey)))),
        new("the log's own store without its key", "CredentialsResolved=False/SecretNotFound", () => Policy(View(Input(new()
        {
            InputOutputLogging = new() { Enabled = true, Store = StoredWithKey.Store },
        })))),
        new("a password of Redis that isn't there", "CredentialsResolved=False/SecretNotFound", () => Policy(View(Input(new()
        {
            Events = new() { Redis = new() { Address = "redis:6379", Credentials = new() { Name = "redis", Key = "password" } } },
        })))),
        new("an API key that is too short", "CredentialsResolved=False/WeakKey",
            () => Policy(View(Input(null, Given.Secret(Given.Team, "weak", "api-key", "key", "short"))))),
        new("a kept key of the platform's that is none", "CredentialsResolved=False/BadCredential", () => Policy(View(Input(
            null, Given.Secret(Given.System, "k8srouter-keys-team-a", "keys", "journal-key", "nonsense"))))),
        new("a destination's Secret stands in its own status", "CredentialsResolved=True/CredentialsResolved",
            () => Policy(View(Input().WithDestinations(Given.Destination("hook", Given.Webhook with
            {
                SecretConfig = [new() { Field = "headers", Name = "hook", Key = "headers" }],
            }))))),
        new("endpoints are left", "EndpointsAllowed=True/EndpointsAllowed", () => Policy(View(Input()))),
        new("a model that is misspelt", "EndpointsAllowed=False/NothingAllowed", () => Policy(View(Input(Misspelt)))),
        new("a model that is misspelt in all", "Ready=False/NothingAllowed", () => Policy(View(Input(Misspelt), Sidecar()))),
        new("no provider yet", "EndpointsAllowed=Unknown/NoEndpoints", () => Policy(View(Given.Input().WithPolicy(Misspelt)))),
        new("no provider yet in all", "Ready=True/Ready", () => Policy(View(Given.Input().WithPolicy(Misspelt)))),

        new("no sidecars", "Programmed=True/NoSidecars", () => Policy(View(Input()))),
        new("all current", "Programmed=True/Programmed", () => Policy(View(Input(), Sidecar(), Sidecar("web-2")))),
        new("one older", "Programmed=False/SidecarsLagging", () => Policy(View(Input(), Sidecar(), Old))),
        new("one without a configuration", "Programmed=False/SidecarsLagging", () => Policy(View(Input(), Old with { Revision = null }))),
        new("one that refuses", "Programmed=False/ConfigRefused", () => Policy(View(Input(), Sidecar(), Old with { Refuses = true }))),
        new("one that refused, and runs the current one", "Programmed=True/Programmed", () => Policy(View(Input(), Sidecar() with { Refuses = true }))),
        new("one that is too old for the form", "Programmed=False/SidecarsTooOld",
            () => Policy(View(Input(), Sidecar(), Old with { Refuses = true, SupportedSchemaVersion = 0 }))),
        new("one that is too old for the form in all", "Ready=False/SidecarsTooOld",
            () => Policy(View(Input(), Sidecar(), Old with { SupportedSchemaVersion = 0 }))),
        new("one that is old and understands the form", "Programmed=False/ConfigRefused",
            () => Policy(View(Input(), Sidecar(), Old with { Refuses = true, SupportedSchemaVersion = RouterConfig.CurrentSchemaVersion }))),
        new("one silent", "Programmed=Unknown/SidecarsUnreachable", () => Policy(View(Input(), Sidecar(), Silent))),
        new("one silent in all", "Ready=Unknown/SidecarsUnreachable", () => Policy(View(Input(), Sidecar(), Silent))),
        new("one silent and one older", "Programmed=False/SidecarsLagging", () => Policy(View(Input(), Old, Silent))),
        new("just under 70 %", "Programmed=True/Programmed",
            () => Policy(View(Input(), Sidecar()).Delivered(DeliveryState.InForce, ConfigLimits.NearBytes - 1))),
        new("70 %", "Programmed=True/ConfigNearLimit",
            () => Policy(View(Input(), Sidecar()).Delivered(DeliveryState.InForce, ConfigLimits.NearBytes))),
        new("more than fits", "Programmed=False/ConfigTooLarge",
            () => Policy(View(Input(), Sidecar()).Delivered(DeliveryState.TooLarge, ConfigLimits.MostBytes + 1))),
        new("no right to write", "Programmed=False/Forbidden", () => Policy(View(Input()).Delivered(DeliveryState.Forbidden))),
        new("a namespace that goes", "Programmed=False/NamespaceTerminating", () => Policy(View(Input()).Delivered(DeliveryState.NamespaceTerminating))),
        new("a write that failed", "Programmed=False/WriteFailed", () => Policy(View(Input()).Delivered(DeliveryState.Failed))),
        new("a floor that is invalid", "Programmed=False/FloorInvalid", () => Policy(Frozen(FloorInvalid))),
        new("a floor that is invalid in all", "Ready=False/FloorInvalid", () => Policy(Frozen(FloorInvalid))),
        new("a floor that is missing", "Programmed=False/PolicyMissing", () => Policy(Frozen(FloorMissing))),
        new("a floor that is missing in all", "Ready=False/PolicyMissing", () => Policy(Frozen(FloorMissing))),
        new("a definition that is gone", "Programmed=False/DefinitionUnavailable", () => Policy(Frozen(DefinitionGone))),

        new("nobody asks for sidecars", "Injected=Unknown/NotOptedIn", () => Policy(With(new() { IsKnown = true }))),
        new("a pod that got one by hand", "Injected=True/Injected", () => Policy(With(new() { IsKnown = true, Injected = 1 }))),
        new("an empty namespace that opted in", "Injected=True/Injected", () => Policy(With(OptedIn))),
        new("all pods have one", "Injected=True/Injected", () => Policy(With(OptedIn with { Injected = 3 }))),
        new("a pod lacks one", "Injected=False/SidecarsMissing",
            () => Policy(With(OptedIn with { Injected = 3, Missing = PodList.Of(["web-1"]) }))),
        new("a pod lacks one, others are old", "Injected=False/SidecarsMissing", () => Policy(With(OptedIn with
        {
            Injected = 3,
            Missing = PodList.Of(["web-1"]),
            Outdated = PodList.Of(["old-1"]),
            Skipped = PodList.Of(["net-1: HostNetwork"]),
        }))),
        new("a pod that asks for itself lacks one", "Injected=False/SidecarsMissing",
            () => Policy(With(new() { IsKnown = true, Missing = PodList.Of(["web-1"]) }))),
        new("a pod lacks one in all", "Ready=True/Ready", () => Policy(With(OptedIn with { Missing = PodList.Of(["web-1"]) }))),
        new("a pod that opted out", "Injected=True/PodsSkipped", () => Policy(With(OptedIn with { OptedOut = PodList.Of(["web-1"]) }))),
        new("a pod on the node's network", "Injected=True/PodsSkipped", () => Policy(With(OptedIn with { HostNetwork = PodList.Of(["net-1"]) }))),
        new("a pod for Windows", "Injected=True/PodsSkipped", () => Policy(With(OptedIn with { Windows = PodList.Of(["win-1"]) }))),
        new("the webhook configuration is gone", "Injected=False/WebhookMissing",
            () => Policy(With(OptedIn with { Webhook = NoWebhook, Missing = PodList.Of(["web-1"]) }))),
        new("the webhook configuration is gone in all", "Ready=True/Ready", () => Policy(With(OptedIn with { Webhook = NoWebhook }))),
        new("the webhook configuration is gone, and nobody asks", "Injected=Unknown/NotOptedIn",
            () => Policy(With(new() { IsKnown = true, Webhook = NoWebhook }))),
        new("the webhook configuration was changed", "Injected=False/WebhookChanged",
            () => Policy(With(OptedIn with { Webhook = RegistrationRules.OfNamespace(new(), null, Given.System) }))),
        new("the namespace's label means nothing", "Injected=False/NamespaceLabelInvalid",
            () => Policy(With(new() { IsKnown = true, InvalidLabel = "true" }))),
        new("a pod was skipped", "Injected=True/PodsSkipped",
            () => Policy(With(OptedIn with { Injected = 1, Skipped = PodList.Of(["net-1: PortTaken"]) }))),
        new("a sidecar is of an older image", "Injected=True/SidecarsOutdated", () => Policy(With(OptedIn with
        {
            Injected = 3,
            Outdated = PodList.Of(["old-1"]),
            Skipped = PodList.Of(["net-1: PortTaken"]),
        }))),

        new("the floor's signatures", "Verified=Unknown/OrganizationFloor", () => Policy(null)),
        new("nothing compiled, signed", "Verified=Unknown/Pending", () => Policy(new WorkspaceView())),
        new("all verify", "Verified=True/Verified", () => Policy(View(Input(), Sidecar(), Silent))),
        new("nobody to verify", "Verified=True/Verified", () => Policy(View(Input()))),
        new("one that came without a key", "Verified=False/SidecarsUnverified",
            () => Policy(View(Input(), Sidecar(), Sidecar("old-1") with { ConfigKeys = [] }))),
        new("one that came without a key is no fault", "Ready=True/Ready",
            () => Policy(View(Input(), Sidecar("old-1") with { ConfigKeys = [], Credentials = null }))),
        new("somebody else wrote", "Verified=False/ForeignWriter", () => Policy(Written(TimeSpan.FromMinutes(59)))),
        new("somebody else wrote in all", "Ready=True/Ready", () => Policy(Written(TimeSpan.Zero))),
        new("somebody else wrote an hour ago", "Verified=True/Verified", () => Policy(Written(TimeSpan.FromHours(1)))),
        new("somebody else wrote before this leader", "Verified=False/ForeignWriter",
            () => Policy(View(Input(), Sidecar()), Policy(Written(TimeSpan.Zero)))),
        new("a rotation that everybody follows", "Verified=True/Verified", () => Policy(Rotating(Sidecar()))),
        new("a rotation that would strand one", "Verified=True/RotationWaiting",
            () => Policy(Rotating(Sidecar("old-1") with { ConfigKeys = [Keys.KeyId] }))),
        new("one that doesn't know the key", "Programmed=False/SigningKeyUnknown",
            () => Policy(View(Input(), Sidecar(), Old with { Refuses = true, Refusal = "unknown_key" }))),
        new("one that waits for the other half of its volume", "Programmed=False/SidecarsLagging",
            () => Policy(View(Input(), Old with { Refusal = "not_whole" }))),
        new("one that uses credentials that were replaced", "Programmed=False/SidecarsLagging",
            () => Policy(View(Input(), Sidecar() with { Credentials = new string('e', 64) }))),
        new("one that uses credentials that were replaced in all", "Ready=False/SidecarsLagging",
            () => Policy(View(Input(), Sidecar() with { Credentials = new string('e', 64) }))),
        new("one that says nothing of credentials", "Programmed=True/Programmed",
            () => Policy(View(Input(), Sidecar() with { Credentials = null }))),

        new("no platform key", "Enforced=Unknown/EgressNotVerified", () => Policy(View(Input()))),
        new("a platform key", "Enforced=False/KeysReadableInNamespace", () => Policy(View(WithPlatformKey()))),
        new("a platform key in all", "Ready=True/Ready", () => Policy(View(WithPlatformKey()))),
        new("a closed workspace keeps no platform key", "Enforced=Unknown/EgressNotVerified",
            () => Policy(View(WithPlatformKey() with { Policy = Given.Policy(Given.Team, new()), PolicyIsInvalid = true }), Problem)),
    ];

    private static WorkspacePrivacyPolicySpec Misspelt => new() { Models = new() { Allow = ["acme/onee"] } };

    private static CompilationInput OwnKey(params V1Secret[] secrets) =>
        Given.Input(Given.Provider(auth: new()))
            .WithPolicy(new() { Credentials = [new() { Provider = "good", Name = "ours", Key = "apiKey" }] })
            .WithSecrets(secrets);

    private static PresenceView OptedIn => new() { IsKnown = true, NamespaceAsks = true };

    private static WorkspaceView Written(TimeSpan ago)
    {
        var view = View(Input(), Sidecar());
        return view with
        {
            Delivery = view.Delivery! with
            {
                Foreign = new ForeignWrite("ConfigMap k8srouter-config", "kubectl-edit", Given.Now - ago),
            },
        };
    }

    private static WorkspaceView Rotating(SidecarObservation sidecar) =>
        View(Input(), Sidecar(), sidecar) with { Signing = Keys with { Rotation = "when-known" } };

    private static WorkspaceView With(PresenceView presence) =>
        View(Input(), Sidecar() with { Version = "1.2.0+abc" }) with { Presence = presence };

    private static CompilationInput WithPlatformKey() =>
        Given.Input(Given.Provider(auth: Given.Auth(new V1LabelSelector()))).WithPolicy(new()).WithSecrets(PlatformSecret());
}
