namespace K8sRouter.Operator.Rights;

/// <summary>Names of what <c>operator/deploy</c> installs and the operator makes: rights are restricted to them.</summary>
internal static class OperatorNames
{
    /// <summary>Namespace of the operator.</summary>
    public const string Namespace = "k8srouter-system";

    /// <summary>ServiceAccount, ClusterRole, Role and their bindings.</summary>
    public const string Operator = "k8srouter-operator";

    /// <summary>ClusterRole that the operator binds to itself in namespaces that opted in.</summary>
    public const string WorkspaceRole = "k8srouter-workspace";

    /// <summary>The RoleBinding that it makes there.</summary>
    public const string WorkspaceBinding = "k8srouter-operator";

    /// <summary>ConfigMap of a workspace.</summary>
    public const string ConfigMap = "k8srouter-config";

    /// <summary>Secret of a workspace.</summary>
    public const string Credentials = "k8srouter-credentials";

    /// <summary>Lease of the leader.</summary>
    public const string Lease = "k8srouter-operator";

    /// <summary>Service by which the API server reaches the webhook.</summary>
    public const string WebhookService = "k8srouter-webhook";

    /// <summary>ValidatingWebhookConfiguration.</summary>
    public const string Webhook = "k8srouter";

    /// <summary>MutatingWebhookConfiguration.</summary>
    public const string InjectionWebhook = "k8srouter-injection";

    /// <summary>Secret with the authority of the webhook's certificates.</summary>
    public const string WebhookAuthority = "k8srouter-webhook-ca";

    /// <summary>Secret with the keys that sign configurations.</summary>
    public const string SigningKey = "k8srouter-signing-key";
}
