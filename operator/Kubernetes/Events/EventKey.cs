namespace K8sRouter.Operator.Kubernetes.Events;

/// <summary>What makes two events the same.</summary>
internal sealed record EventKey(V1ObjectReference Regarding, EventType Type, string Reason, string Action, string Note);
