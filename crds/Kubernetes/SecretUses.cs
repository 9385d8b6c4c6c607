namespace K8sRouter.Crds.Kubernetes;

/// <summary>
/// What a Secret may be used for, by its label. Without it, whoever may write our resources could have any Secret of the
/// namespace read out.
/// </summary>
public static class SecretUses
{
    /// <summary>Name of the label.</summary>
    public const string Label = "k8srouter.io/use";

    /// <summary>A provider's credential.</summary>
    public const string Provider = "provider";

    /// <summary>A destination's secret fields and headers.</summary>
    public const string Destination = "destination";

    /// <summary>An API key of the workspace, under the key <c>key</c>.</summary>
    public const string ApiKey = "api-key";

    /// <summary>A credential of a store.</summary>
    public const string Store = "store";

    /// <summary>The password of an event server.</summary>
    public const string Events = "events";

    /// <summary>A workspace's own keys, kept by the platform in the operator's namespace.</summary>
    public const string Keys = "keys";

    /// <summary>All uses.</summary>
    public static IReadOnlyList<string> All { get; } = [Provider, Destination, ApiKey, Store, Events, Keys];

    /// <summary>Label that marks an administrator's API key by the value <see cref="AdministratorRole"/>.</summary>
    public const string RoleLabel = "k8srouter.io/role";

    /// <summary>The only role there is.</summary>
    public const string AdministratorRole = "admin";

    /// <summary>Key of the value within a Secret for <see cref="ApiKey"/>.</summary>
    public const string ApiKeyDataKey = "key";

    /// <summary>Fewest characters of an API key.</summary>
    public const int MinApiKeyLength = 32;
}
