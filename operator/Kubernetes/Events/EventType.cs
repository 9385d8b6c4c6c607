namespace K8sRouter.Operator.Kubernetes.Events;

/// <summary>Whether somebody should look.</summary>
internal enum EventType
{
    Normal,
    Warning,
}
