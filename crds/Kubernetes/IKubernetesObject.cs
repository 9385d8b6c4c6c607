namespace K8sRouter.Crds.Kubernetes;

/// <summary>Anything that the Kubernetes API serves.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version, such as <c>k8srouter.io/v1alpha1</c>.</summary>
    string ApiVersion { get; }

    /// <summary>Kind, such as <c>ModelProvider</c>.</summary>
    string Kind { get; }

    /// <summary>Name, namespace, labels and the API server's bookkeeping.</summary>
    V1ObjectMeta Metadata { get; }
}
