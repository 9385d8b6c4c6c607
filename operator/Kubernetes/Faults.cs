using K8sRouter.Operator.Kubernetes.Client;

namespace K8sRouter.Operator.Kubernetes;

/// <summary>What may be told of an exception.</summary>
internal static class Faults
{
    /// <summary>
    /// The server's words, which hold no body; of any other exception its type alone, since its text may quote what it read.
    /// </summary>
    public static string Describe(Exception exception) =>
        exception is KubernetesException ? exception.Message : exception.GetType().Name;

    /// <summary>The method that threw it; null: not known.</summary>
    public static string? Place(Exception exception) => exception.StackTrace?.Split('\n', 2)[0].Trim();
}
