namespace K8sRouter.Operator.Compilation;

/// <summary>Labels and annotations by which ordinary Kubernetes objects take part.</summary>
internal static class ResourceMarks
{
    /// <summary>Label of Secrets: what may be done with them. One without it is never read.</summary>
    public const string Use = "k8srouter.io/use";

    /// <summary>Label of API keys: <see cref="AdministratorRole"/> or absent.</summary>
    public const string Role = "k8srouter.io/role";

    /// <summary>Annotation of namespaces: the workspace's id, kept when a cluster is rebuilt.</summary>
    public const string WorkspaceId = "k8srouter.io/workspace-id";

    /// <summary>Label of namespaces whose pods get sidecars, by the value <see cref="InjectEnabled"/>.</summary>
    public const string Inject = "k8srouter.io/inject";

    /// <summary>The value of <see cref="Inject"/> that opts in.</summary>
    public const string InjectEnabled = "enabled";

    /// <summary>Label of pods that have a sidecar, by the value <see cref="SidecarInjected"/>.</summary>
    public const string Sidecar = "k8srouter.io/sidecar";

    /// <summary>The value of <see cref="Sidecar"/>.</summary>
    public const string SidecarInjected = "injected";

    /// <summary>Label of everything that the operator writes.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>Value of <see cref="ManagedBy"/>.</summary>
    public const string Manager = "k8srouter";

    /// <summary>Annotation of a delivered configuration: its revision.</summary>
    public const string Revision = "k8srouter.io/revision";

    /// <summary>Value of <see cref="Use"/>: a provider's credential.</summary>
    public const string ProviderUse = "provider";

    /// <summary>Value of <see cref="Use"/>: a destination's credential.</summary>
    public const string DestinationUse = "destination";

    /// <summary>Value of <see cref="Use"/>: a store's credential.</summary>
    public const string StoreUse = "store";

    /// <summary>Value of <see cref="Use"/>: the password of a server for events.</summary>
    public const string EventsUse = "events";

    /// <summary>Value of <see cref="Use"/>: a key that callers present.</summary>
    public const string ApiKeyUse = "api-key";

    /// <summary>Value of <see cref="Role"/>: the key may do what only administrators may.</summary>
    public const string AdministratorRole = "admin";

    /// <summary>The key in an API key's Secret that holds its value.</summary>
    public const string ApiKeyDataKey = "key";
}
