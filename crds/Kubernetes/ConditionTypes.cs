namespace K8sRouter.Crds.Kubernetes;

/// <summary>Types of condition, all of which are good when <c>True</c>.</summary>
public static class ConditionTypes
{
    /// <summary>The summary of all others: what <c>kubectl wait</c>, Flux and Argo CD look at. Every kind.</summary>
    public const string Ready = "Ready";

    /// <summary>The spec is valid and takes part. Every kind.</summary>
    public const string Accepted = "Accepted";

    /// <summary>The platform's credential can be had, where the provider names one. ModelProvider.</summary>
    public const string CredentialResolved = "CredentialResolved";

    /// <summary>What is known about the provider's handling of prompts is confirmed and not too old. ModelProvider.</summary>
    public const string FactsCurrent = "FactsCurrent";

    /// <summary>
    /// Every Secret that counts in the workspace can be used: those that its policy or the floor names, and its API keys.
    /// WorkspacePrivacyPolicy.
    /// </summary>
    public const string CredentialsResolved = "CredentialsResolved";

    /// <summary>The policy and the floor leave at least one endpoint that may be used. WorkspacePrivacyPolicy.</summary>
    public const string EndpointsAllowed = "EndpointsAllowed";

    /// <summary>Records of calls leave the pod for a store. WorkspacePrivacyPolicy.</summary>
    public const string RecordsStored = "RecordsStored";

    /// <summary>A sidecar has written to that store. WorkspacePrivacyPolicy.</summary>
    public const string StorageReady = "StorageReady";

    /// <summary>
    /// Every sidecar that this concerns runs the configuration made from it. WorkspacePrivacyPolicy, ObservabilityDestination.
    /// </summary>
    public const string Programmed = "Programmed";

    /// <summary>Pods that should have a sidecar have one. WorkspacePrivacyPolicy.</summary>
    public const string Injected = "Injected";

    /// <summary>
    /// Sidecars take configurations alone that the operator signed, and nobody else writes them. WorkspacePrivacyPolicy.
    /// </summary>
    public const string Verified = "Verified";

    /// <summary>Nothing lets the workspace's members go around the policy. WorkspacePrivacyPolicy.</summary>
    public const string Enforced = "Enforced";

    /// <summary>
    /// Every Secret that the spec names exists, is labelled for the use and holds what is asked for. ObservabilityDestination.
    /// </summary>
    public const string SecretsResolved = "SecretsResolved";

    /// <summary>Sidecars deliver traces; seen on a sample of them. ObservabilityDestination.</summary>
    public const string Delivering = "Delivering";
}
