namespace K8sRouter.Crds.Kubernetes;

/// <summary>Names that every custom resource of ours shares.</summary>
public static class KubernetesGroup
{
    /// <summary>API group.</summary>
    public const string Name = "k8srouter.io";

    /// <summary>Version served and stored.</summary>
    public const string Version = "v1alpha1";

    /// <summary><c>kubectl get k8srouter</c> lists all of ours.</summary>
    public const string Category = "k8srouter";
}
