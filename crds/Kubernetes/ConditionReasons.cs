namespace K8sRouter.Crds.Kubernetes;

/// <summary>
/// Reasons of conditions, events and metric labels: the contract of alerts. Each says the statuses and the types of condition
/// that may bear it. <c>Ready</c>, where it isn't <c>True</c>, bears the reason of the condition that keeps it from being so.
/// </summary>
public static class ConditionReasons
{
    /// <summary>Unknown: the operator hasn't looked, or hasn't been able to act, yet. Any type.</summary>
    public const string Pending = "Pending";

    /// <summary>
    /// Unknown: this is the organization's floor, which is no workspace; its workspaces' own policies say it.
    /// CredentialsResolved, EndpointsAllowed, RecordsStored, StorageReady, Programmed, Injected, Verified, Enforced.
    /// </summary>
    public const string OrganizationFloor = "OrganizationFloor";

    /// <summary>True: all is well. Ready.</summary>
    public const string Ready = "Ready";

    /// <summary>True: the spec takes part. Accepted.</summary>
    public const string Accepted = "Accepted";

    /// <summary>
    /// False: the spec is wrong; the message lists every problem, and says what is in force. Accepted. False: a Secret's value
    /// isn't what the type of destination takes. SecretsResolved.
    /// </summary>
    public const string Invalid = "Invalid";

    /// <summary>False: more destinations of the type than a workspace may have. Accepted.</summary>
    public const string LimitExceeded = "LimitExceeded";

    /// <summary>
    /// False: the place isn't declared to lie in the workspace's region. Accepted of a destination; RecordsStored, StorageReady
    /// of a store.
    /// </summary>
    public const string OutsideRegion = "OutsideRegion";

    /// <summary>
    /// False: the destination takes no part, for the cause that another condition names, and no sidecar is told of it.
    /// Programmed. Unknown, for the same cause: SecretsResolved, Delivering, and of a provider CredentialResolved, FactsCurrent.
    /// </summary>
    public const string NotTakingPart = "NotTakingPart";

    /// <summary>False: the namespace takes no part, and so nothing in it does. Accepted.</summary>
    public const string NotAWorkspace = "NotAWorkspace";

    /// <summary>True: the platform's credential can be delivered. CredentialResolved.</summary>
    public const string CredentialResolved = "CredentialResolved";

    /// <summary>True: the provider asks for no credential. CredentialResolved.</summary>
    public const string NoCredentialNeeded = "NoCredentialNeeded";

    /// <summary>True: the platform delivers no credential of its own; workspaces bring theirs. CredentialResolved.</summary>
    public const string BringYourOwnKey = "BringYourOwnKey";

    /// <summary>True: every Secret was found, or none is needed. SecretsResolved.</summary>
    public const string SecretsResolved = "SecretsResolved";

    /// <summary>True: every Secret that counts in the workspace can be used, or none is needed. CredentialsResolved.</summary>
    public const string CredentialsResolved = "CredentialsResolved";

    /// <summary>False: an API key is shorter than 32 characters, and nobody can call with it. CredentialsResolved.</summary>
    public const string WeakKey = "WeakKey";

    /// <summary>True: at least one endpoint may be used. EndpointsAllowed.</summary>
    public const string EndpointsAllowed = "EndpointsAllowed";

    /// <summary>
    /// False: there are endpoints, and the policy and the floor leave none of them; the message says by which rules, and which
    /// names in them nothing bears. EndpointsAllowed.
    /// </summary>
    public const string NothingAllowed = "NothingAllowed";

    /// <summary>Unknown: no ModelProvider has a model yet. EndpointsAllowed.</summary>
    public const string NoEndpoints = "NoEndpoints";

    /// <summary>
    /// False: a Secret that the spec names doesn't exist. CredentialResolved, CredentialsResolved, SecretsResolved,
    /// RecordsStored, StorageReady.
    /// </summary>
    public const string SecretNotFound = "SecretNotFound";

    /// <summary>
    /// False: the Secret exists and lacks the key, or its value is empty. CredentialResolved, CredentialsResolved,
    /// SecretsResolved, RecordsStored, StorageReady.
    /// </summary>
    public const string SecretKeyNotFound = "SecretKeyNotFound";

    /// <summary>
    /// False: the Secret isn't labelled for this use, and so isn't read. CredentialResolved, CredentialsResolved,
    /// SecretsResolved, RecordsStored, StorageReady.
    /// </summary>
    public const string SecretNotLabelled = "SecretNotLabelled";

    /// <summary>
    /// False: the Secret's value can't be a credential of this kind. CredentialResolved, CredentialsResolved, RecordsStored,
    /// StorageReady.
    /// </summary>
    public const string BadCredential = "BadCredential";

    /// <summary>True: the facts are confirmed; the message says until when. FactsCurrent.</summary>
    public const string FactsCurrent = "FactsCurrent";

    /// <summary>Unknown: nobody has confirmed the facts, and the worse answer is taken for each. FactsCurrent.</summary>
    public const string Unconfirmed = "Unconfirmed";

    /// <summary>False: the facts are older than they may be, and count as unconfirmed. FactsCurrent.</summary>
    public const string FactsExpired = "FactsExpired";

    /// <summary>False: the facts are dated in the future, and count as unconfirmed. FactsCurrent.</summary>
    public const string FactsNotYetValid = "FactsNotYetValid";

    /// <summary>True: a store is named and can be used. RecordsStored.</summary>
    public const string RecordsStored = "RecordsStored";

    /// <summary>
    /// False: no store is configured, and records stay in the pod's own volume. RecordsStored. Unknown, for the same cause:
    /// StorageReady.
    /// </summary>
    public const string NoStore = "NoStore";

    /// <summary>True: a sidecar has written to the store. StorageReady.</summary>
    public const string StorageReady = "StorageReady";

    /// <summary>Unknown: no sidecar has had anything to write yet. StorageReady.</summary>
    public const string NoUploadYet = "NoUploadYet";

    /// <summary>False: a sidecar tried to write to the store and couldn't. StorageReady.</summary>
    public const string UploadFailing = "UploadFailing";

    /// <summary>True: every sidecar runs the current revision. Programmed.</summary>
    public const string Programmed = "Programmed";

    /// <summary>
    /// True: the configuration is in place, and no sidecar is there to run it. Programmed. Unknown, for the same cause:
    /// Delivering.
    /// </summary>
    public const string NoSidecars = "NoSidecars";

    /// <summary>
    /// True: every sidecar runs the current revision, and the configuration takes up more than 70 % of what an object may hold.
    /// Programmed.
    /// </summary>
    public const string ConfigNearLimit = "ConfigNearLimit";

    /// <summary>False: the configuration is larger than an object may be; what was in force stays. Programmed.</summary>
    public const string ConfigTooLarge = "ConfigTooLarge";

    /// <summary>False: sidecars still run an older revision, or use credentials that were replaced. Programmed.</summary>
    public const string SidecarsLagging = "SidecarsLagging";

    /// <summary>False: a sidecar refuses the current revision and keeps the one before. Programmed.</summary>
    public const string ConfigRefused = "ConfigRefused";

    /// <summary>
    /// False: the configuration is signed with a key that a sidecar wasn't given; it keeps the one before. Programmed.
    /// </summary>
    public const string SigningKeyUnknown = "SigningKeyUnknown";

    /// <summary>
    /// False: a sidecar's version doesn't understand the form of the current configuration, and keeps the one before. Programmed.
    /// </summary>
    public const string SidecarsTooOld = "SidecarsTooOld";

    /// <summary>Unknown: sidecars can't be asked, and no other has anything to complain of. Programmed, Delivering.</summary>
    public const string SidecarsUnreachable = "SidecarsUnreachable";

    /// <summary>False: the operator lacks the right to write in the namespace. Programmed.</summary>
    public const string Forbidden = "Forbidden";

    /// <summary>False: the namespace is being deleted. Programmed.</summary>
    public const string NamespaceTerminating = "NamespaceTerminating";

    /// <summary>False: writing the configuration failed and is tried again. Programmed.</summary>
    public const string WriteFailed = "WriteFailed";

    /// <summary>
    /// False: the organization's floor is invalid; what was in force stays until it is mended. Programmed.
    /// </summary>
    public const string FloorInvalid = "FloorInvalid";

    /// <summary>
    /// False: the policy or floor that the configuration in force was compiled from is missing, and wasn't seen to be deleted by
    /// itself; what was in force stays until it is back, or its loss is accepted. Programmed.
    /// </summary>
    public const string PolicyMissing = "PolicyMissing";

    /// <summary>
    /// False: one of the three kinds isn't served, is being deleted or can't be listed; what was in force stays until it can.
    /// Programmed.
    /// </summary>
    public const string DefinitionUnavailable = "DefinitionUnavailable";

    /// <summary>True: every pod that should have a sidecar has one. Injected.</summary>
    public const string Injected = "Injected";

    /// <summary>True: pods were left without a sidecar, each for a reason: their own label or what they are. Injected.</summary>
    public const string PodsSkipped = "PodsSkipped";

    /// <summary>True: every pod has a sidecar, and some have another image than new pods get. Injected.</summary>
    public const string SidecarsOutdated = "SidecarsOutdated";

    /// <summary>False: pods that should have a sidecar have none. Injected.</summary>
    public const string SidecarsMissing = "SidecarsMissing";

    /// <summary>
    /// False: the webhook configuration was deleted, so that the operator isn't asked about new pods, which get no sidecar.
    /// Injected.
    /// </summary>
    public const string WebhookMissing = "WebhookMissing";

    /// <summary>
    /// False: the webhook configuration was changed, so that new pods here aren't sent to the operator, or may pass it by.
    /// Injected.
    /// </summary>
    public const string WebhookChanged = "WebhookChanged";

    /// <summary>
    /// False: the namespace's label k8srouter.io/inject has a value that means nothing, so that its pods get no sidecar.
    /// Injected.
    /// </summary>
    public const string NamespaceLabelInvalid = "NamespaceLabelInvalid";

    /// <summary>Unknown: neither the namespace nor a pod asks for sidecars. Injected.</summary>
    public const string NotOptedIn = "NotOptedIn";

    /// <summary>True: no sidecar that answers takes what the operator didn't sign. Verified.</summary>
    public const string Verified = "Verified";

    /// <summary>True: the signing key is to be rotated, and sidecars don't know the next one yet. Verified.</summary>
    public const string RotationWaiting = "RotationWaiting";

    /// <summary>False: sidecars came without the operator's key, and take configurations that nobody signed. Verified.</summary>
    public const string SidecarsUnverified = "SidecarsUnverified";

    /// <summary>
    /// False: somebody else wrote the workspace's ConfigMap or Secret within the last hour; the message names the field manager.
    /// Verified.
    /// </summary>
    public const string ForeignWriter = "ForeignWriter";

    /// <summary>False: a platform credential was delivered to where the namespace's members can read it. Enforced.</summary>
    public const string KeysReadableInNamespace = "KeysReadableInNamespace";

    /// <summary>
    /// Unknown: the workspace holds no credential of the platform's; whether pods can reach providers by themselves is not
    /// looked at. Enforced.
    /// </summary>
    public const string EgressNotVerified = "EgressNotVerified";

    /// <summary>True: sampled sidecars have delivered traces, and none of them fails. Delivering.</summary>
    public const string Delivering = "Delivering";

    /// <summary>Unknown: no sampled sidecar has had a trace to deliver. Delivering.</summary>
    public const string NothingSentYet = "NothingSentYet";

    /// <summary>False: a sampled sidecar's last delivery failed. Delivering.</summary>
    public const string DeliveryFailing = "DeliveryFailing";

    /// <summary>False: a sampled sidecar is too old for this type of destination. Delivering.</summary>
    public const string UnsupportedBySidecar = "UnsupportedBySidecar";

    /// <summary>Unknown: the destination is switched off by itself. Delivering.</summary>
    public const string Disabled = "Disabled";

    /// <summary>Unknown: a policy switches all broadcasting of the workspace off. Delivering.</summary>
    public const string BroadcastOff = "BroadcastOff";
}
