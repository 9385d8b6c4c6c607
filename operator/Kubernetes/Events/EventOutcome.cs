namespace K8sRouter.Operator.Kubernetes.Events;

/// <summary>What became of a call.</summary>
internal enum EventOutcome
{
    Sent,

    /// <summary>There is no such event, or no such namespace.</summary>
    Gone,

    Dropped,
}
