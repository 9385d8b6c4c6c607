namespace K8sRouter.Operator.Delivery.Cluster;

/// <summary>Names of what a workspace's sidecars mount.</summary>
internal static class DeliveredObjects
{
    /// <summary>ConfigMap with the configuration, in which nothing is secret.</summary>
    public const string ConfigMap = "k8srouter-config";

    /// <summary>Secret with credentials and the workspace's own keys.</summary>
    public const string Secret = "k8srouter-credentials";

    /// <summary>Field manager of both.</summary>
    public const string FieldManager = "k8srouter-workspace";

    /// <summary>Most bytes of either's values: the API server's limit for one object.</summary>
    public const int MaxBytes = 1 << 20;
}
