namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>How to reach the API server can't be known. The text says where, what is wrong, and what to do.</summary>
internal sealed class KubernetesConfigurationException(string message) : Exception(message);
